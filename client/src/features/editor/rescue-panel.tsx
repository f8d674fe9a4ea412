import { markdownOf } from '@hamnevis/core/document/markdown';
import { Button } from '@mantine/core';
import type { Editor } from '@tiptap/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Rescue, rescueText } from '../../lib/live/rescues.ts';
import { momentInWords } from '../../lib/moments.ts';
import { directionOf } from '../../lib/preferences.ts';
import { saveFile } from '../../lib/save-file.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { notify } from '../../ui/notices.tsx';
import classes from './editor.module.css';
import { putBack } from './put-back.ts';

interface RescuePanelProps {
  rescue: Rescue;
  title: string;
  /** The editor, when the words may be put back into it. */
  editor: Editor | null;
  /** What the words would change in the text of now; left out where there is none to compare with. */
  difference?: ReactNode;
  /** Makes a document of these words; left out where that cannot be. */
  onNewDocument?: (() => void) | undefined;
  isMoving?: boolean;
  onSettled: () => void;
}

/** Words of mine that the server did not take: nothing is dropped until I say so. */
export function RescuePanel(props: RescuePanelProps) {
  const { rescue, title, editor, difference, onNewDocument, isMoving, onSettled } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section
      className={classes.rescue}
      dir={directionOf(language)}
      lang={language}
      aria-labelledby="rescue-title"
      data-testid="rescue"
    >
      <h2 id="rescue-title">{t('rescue.title')}</h2>
      <p>
        {t(`refusals.${rescue.reason}`)} {momentInWords(rescue.at, language)}
      </p>
      <section
        className={classes.rescueText}
        data-testid="rescue-text"
        aria-label={t(difference ? 'rescue.difference' : 'rescue.title')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
      >
        {difference ?? <KeptBlocks rescue={rescue} />}
      </section>
      <div className={classes.rescueActions}>
        {editor ? (
          <Button
            size="compact-md"
            data-testid="rescue-put-back"
            onClick={() => {
              putBack(editor, rescue.blocks);
              onSettled();
            }}
          >
            {t('rescue.putBack')}
          </Button>
        ) : null}
        {onNewDocument ? (
          <Button
            size="compact-md"
            variant="default"
            loading={isMoving ?? false}
            data-testid="rescue-new-document"
            onClick={onNewDocument}
          >
            {t('rescue.newDocument')}
          </Button>
        ) : null}
        <Button
          size="compact-md"
          variant="default"
          data-testid="rescue-copy"
          onClick={() => void copy(rescue, t)}
        >
          {t('rescue.copy')}
        </Button>
        <Button
          size="compact-md"
          variant="default"
          data-testid="rescue-download"
          onClick={() => {
            const content = rescue.blocks.map(({ node }) => node);
            saveFile(title, 'md', 'text/markdown', markdownOf({ type: 'doc', content }));
          }}
        >
          {t('rescue.download')}
        </Button>
        <Button
          size="compact-md"
          variant="subtle"
          color="pomegranate"
          data-testid="rescue-give-up"
          onClick={onSettled}
        >
          {t('rescue.settle')}
        </Button>
      </div>
    </section>
  );
}

function KeptBlocks({ rescue }: { rescue: Rescue }) {
  return rescue.blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the kept blocks never move
    <p key={index} dir="auto">
      {block.stretches.map((stretch, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: nor do their stretches
        stretch.mine ? <mark key={at}>{stretch.text}</mark> : <span key={at}>{stretch.text}</span>,
      )}
    </p>
  ));
}

async function copy(rescue: Rescue, t: ReturnType<typeof useTranslation>['t']): Promise<void> {
  try {
    await navigator.clipboard.writeText(rescueText(rescue));
    notify('done', t('rescue.copied'));
  } catch {
    notify('error', t('rescue.notCopied'));
  }
}
