import type { LostPiece, LostText } from '@hamnevis/core/contract/history';
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Editor } from '@tiptap/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { authorKind, authorStyle } from '../../lib/authors.ts';
import { ProblemError, request } from '../../lib/http.ts';
import { momentInWords } from '../../lib/moments.ts';
import { directionOf } from '../../lib/preferences.ts';
import { useAuthorName } from '../../lib/use-author-name.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './lost-words.module.css';
import { putParagraph } from './put-paragraph.ts';

/** The shortest that the server looks for. */
const LEAST_LETTERS = 2;
/** While a long history is still worked out the server asks to come again. */
const TRIES_WHILE_WORKED_OUT = 20;

interface LostTextDialogProps {
  documentId: string;
  /** The editor, when text may be put back into it. */
  editor: Editor | null;
  onClose: () => void;
}

/** Everything that was ever written here and does not stand in the text any more, found by a few of its words. */
export function LostTextDialog({ documentId, editor, onClose }: LostTextDialogProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [words, setWords] = useState('');
  const [sought] = useDebouncedValue(words.trim(), 300);
  const found = useQuery({
    queryKey: ['documents', documentId, 'lost-text', sought],
    queryFn: ({ signal }) =>
      request<LostText>('GET', `/documents/${documentId}/lost-text?q=${encodeURIComponent(sought)}`, {
        signal,
      }),
    enabled: sought.length >= LEAST_LETTERS,
    placeholderData: keepPreviousData,
    // What is written meanwhile may be lost meanwhile.
    staleTime: 0,
    retry: (failures, error) =>
      failures < TRIES_WHILE_WORKED_OUT && error instanceof ProblemError && error.slug === 'unavailable',
    retryDelay: (_, error) => (error instanceof ProblemError ? (error.retryAfterSeconds ?? 1) * 1000 : 1000),
  });
  const putBack = (piece: LostPiece) => {
    if (!editor) return;
    onClose();
    putParagraph(editor, piece.text, piece.place);
    editor.commands.focus(undefined, { scrollIntoView: false });
  };
  return (
    <Dialog title={t('lostText.title')} onClose={onClose} size={720}>
      <div dir={directionOf(language)} className={classes.search}>
        <TextInput
          label={t('lostText.query')}
          description={t('lostText.hint')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          maxLength={200}
          data-autofocus
          data-testid="lost-text-query"
        />
        <div aria-live="polite" data-testid="lost-text" aria-busy={found.isFetching}>
          {sought.length < LEAST_LETTERS ? null : found.error ? (
            <ErrorState error={found.error} onRetry={() => void found.refetch()} />
          ) : !found.data ? (
            <>
              {found.failureCount > 0 ? <p className={classes.about}>{t('lostText.workedOut')}</p> : null}
              <LoadingRows rows={3} />
            </>
          ) : found.data.pieces.length === 0 ? (
            <EmptyState text={t('lostText.none')} />
          ) : (
            <ul className={classes.passages}>
              {found.data.pieces.map((piece) => (
                <li
                  key={`${piece.sequence} ${piece.text}`}
                  className={classes.passage}
                  data-testid="lost-piece"
                >
                  <p className={classes.words} dir="auto">
                    {piece.text}
                  </p>
                  <p className={classes.about}>
                    <Fate piece={piece} />
                  </p>
                  {editor ? (
                    <div className={classes.actions}>
                      <Button
                        size="compact-md"
                        variant="default"
                        data-testid="lost-put-back"
                        onClick={() => putBack(piece)}
                      >
                        {t('lostText.putBack')}
                      </Button>
                    </div>
                  ) : null}
                </li>
              ))}
            </ul>
          )}
          {found.data?.more ? <p className={classes.about}>{t('lostText.more')}</p> : null}
        </div>
      </div>
    </Dialog>
  );
}

/** Who wrote it and who took it away, each with the moment. */
function Fate({ piece }: { piece: LostPiece }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useAuthorName();
  const { author, removed } = piece;
  return (
    <>
      <span className={classes.author} data-author={authorKind(author)} style={authorStyle(author)}>
        {t('lostText.written', {
          name: author ? nameOf(author) : t('lostText.nobody'),
          when: momentInWords(piece.writtenAt, language),
        })}
      </span>{' '}
      <span
        className={classes.author}
        data-author={authorKind(removed?.author)}
        style={authorStyle(removed?.author)}
      >
        {removed
          ? t('lostText.removed', {
              name: nameOf(removed.author),
              when: momentInWords(removed.at, language),
            })
          : t('lostText.lostPlace')}
      </span>
    </>
  );
}
