import { Button } from '@mantine/core';
import type { Editor } from '@tiptap/core';
import { useTranslation } from 'react-i18next';
import { type Rescue, rescueText } from '../../lib/live/rescues.ts';
import { momentInWords } from '../../lib/moments.ts';
import { directionOf } from '../../lib/preferences.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { notify } from '../../ui/notices.tsx';
import classes from './editor.module.css';
import { putBack } from './put-back.ts';

interface RescuePanelProps {
  rescue: Rescue;
  title: string;
  /** The editor, when the words may be put back into it. */
  editor: Editor | null;
  onSettled: () => void;
}

/** Words of mine that the server did not take: nothing is dropped until I say so. */
export function RescuePanel({ rescue, title, editor, onSettled }: RescuePanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section
      className={classes.rescue}
      dir={directionOf(language)}
      aria-labelledby="rescue-title"
      data-testid="rescue"
    >
      <h2 id="rescue-title">{t('rescue.title')}</h2>
      <p>
        {t(`refusals.${rescue.reason}`)} {momentInWords(rescue.at, language)}
      </p>
      <section className={classes.rescueText} data-testid="rescue-text" aria-label={t('rescue.title')}>
        {rescue.blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the kept blocks never move
          <p key={index} dir="auto">
            {block.stretches.map((stretch, at) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: nor do their stretches
              stretch.mine ? <mark key={at}>{stretch.text}</mark> : <span key={at}>{stretch.text}</span>,
            )}
          </p>
        ))}
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
          onClick={() => download(rescue, title)}
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

async function copy(rescue: Rescue, t: ReturnType<typeof useTranslation>['t']): Promise<void> {
  try {
    await navigator.clipboard.writeText(rescueText(rescue));
    notify('done', t('rescue.copied'));
  } catch {
    notify('error', t('rescue.notCopied'));
  }
}

function download(rescue: Rescue, title: string): void {
  const url = URL.createObjectURL(new Blob([rescueText(rescue)], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${title.replace(/[\\/:*?"<>|]/g, ' ').trim() || 'text'}.txt`;
  link.click();
  URL.revokeObjectURL(url);
}
