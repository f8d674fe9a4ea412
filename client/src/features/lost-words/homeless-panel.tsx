import type { HomelessPassage } from '@hamnevis/core/contract/homeless';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Editor } from '@tiptap/core';
import { useTranslation } from 'react-i18next';
import { request } from '../../lib/http.ts';
import { momentInWords } from '../../lib/moments.ts';
import { directionOf } from '../../lib/preferences.ts';
import { homelessKey, useHomeless } from '../../lib/use-homeless.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { notify } from '../../ui/notices.tsx';
import classes from './lost-words.module.css';
import { putParagraph } from './put-paragraph.ts';

interface HomelessPanelProps {
  documentId: string;
  /** The editor, when the words may be put back into it. */
  editor: Editor | null;
  /** Resolves when everything written so far is safe. */
  confirmed: () => Promise<void>;
}

interface Settling {
  passage: HomelessPassage;
  as: 'put-back' | 'dismissed';
}

/** Words of mine that died with their paragraph: kept until I put them back or let them go. */
export function HomelessPanel({ documentId, editor, confirmed }: HomelessPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const passages = useHomeless(documentId);
  const settle = useMutation({
    mutationFn: async ({ passage, as }: Settling) => {
      if (as === 'put-back' && editor) {
        putParagraph(editor, passage.text.trim(), passage.place);
        editor.commands.focus(undefined, { scrollIntoView: false });
        // Only when they are safe in the text are they no longer kept beside it.
        await confirmed();
      }
      await request<void>('POST', `/documents/${documentId}/homeless-words/settle`, {
        body: { pieces: passage.pieces, as },
      });
    },
    onError: (error) => notify('error', problemText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: homelessKey(documentId) }),
  });
  if (!passages.data || passages.data.length === 0) return null;
  return (
    <section
      className={classes.panel}
      dir={directionOf(language)}
      aria-labelledby="homeless-title"
      data-testid="homeless"
    >
      <h2 id="homeless-title">{t('homeless.title')}</h2>
      <p>{t('homeless.lead')}</p>
      <ul className={classes.passages}>
        {passages.data.map((passage) => (
          <li key={passage.pieces[0]} className={classes.passage} data-testid="homeless-passage">
            <p className={classes.words} dir="auto">
              {passage.text.trim()}
            </p>
            <p className={classes.about}>
              {t(passage.runId === null ? 'homeless.noticed' : 'homeless.noticedOfRun', {
                when: momentInWords(passage.noticedAt, language),
              })}
            </p>
            <div className={classes.actions}>
              {editor ? (
                <Button
                  size="compact-md"
                  data-testid="homeless-put-back"
                  disabled={settle.isPending}
                  onClick={() => settle.mutate({ passage, as: 'put-back' })}
                >
                  {t('homeless.putBack')}
                </Button>
              ) : null}
              <Button
                size="compact-md"
                variant="subtle"
                color="pomegranate"
                data-testid="homeless-dismiss"
                disabled={settle.isPending}
                onClick={() => settle.mutate({ passage, as: 'dismissed' })}
              >
                {t('homeless.dismiss')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
