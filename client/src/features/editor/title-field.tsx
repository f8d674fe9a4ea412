import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentKey, fetchDocument, type TaggedDocument } from '../../lib/documents.ts';
import { ProblemError, requestTagged } from '../../lib/http.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import { notify } from '../../ui/notices.tsx';
import classes from './editor.module.css';

/** The title, part of what is sealed. It is saved when the field is left, and never over somebody else's. */
export function TitleField({ tagged, editable }: { tagged: TaggedDocument; editable: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const { body } = tagged;
  const [title, setTitle] = useState(body.title);
  useEffect(() => setTitle(body.title), [body.title]);

  const rename = useMutation({
    mutationFn: (next: string) => renamed(tagged, next),
    onSuccess: (answer) => queryClient.setQueryData(documentKey(body.id), answer),
    onError: async (error) => {
      notify('error', problemText(error));
      if (error instanceof ProblemError && error.slug === 'stale-write') {
        queryClient.setQueryData(documentKey(body.id), await fetchDocument(body.id));
      }
    },
  });

  const save = () => {
    const next = title.replace(/\s+/g, ' ').trim();
    if (!next) setTitle(body.title);
    else if (next !== body.title) rename.mutate(next);
  };

  if (!editable) {
    return (
      <h1 className={classes.title} dir="auto" lang={body.language} data-testid="title">
        {body.title}
      </h1>
    );
  }
  return (
    <h1 className={classes.titleHeading}>
      <textarea
        className={classes.title}
        aria-label={t('editor.title')}
        data-testid="title"
        lang={body.language}
        dir="auto"
        rows={1}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value.replace(/\n/g, ' '))}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault();
            event.currentTarget.blur();
          } else if (event.key === 'Escape') {
            setTitle(body.title);
          }
        }}
      />
    </h1>
  );
}

/**
 * Changes the title that I read. When something else about the document changed meanwhile, it goes on; when
 * somebody changed the title itself, theirs stays and `stale-write` is thrown.
 */
async function renamed(read: TaggedDocument, title: string, mayLookAgain = true): Promise<TaggedDocument> {
  try {
    return await requestTagged<DocumentDetail>('PATCH', `/documents/${read.body.id}`, {
      body: { title },
      ifMatch: read.etag,
    });
  } catch (error) {
    if (!mayLookAgain || !(error instanceof ProblemError) || error.slug !== 'stale-write') throw error;
    const now = await fetchDocument(read.body.id);
    if (now.body.title !== read.body.title) throw error;
    return renamed(now, title, false);
  }
}
