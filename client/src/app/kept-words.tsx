// Words that were not accepted, offered to their author: as a difference to the text of now, put back where that may
// be, as a new document, as a file. Not loaded before somebody needs it.
import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import type { Author } from '@hamnevis/core/contract/history';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import type { Editor } from '@tiptap/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { putBack, withPutBack } from '../features/editor/put-back.ts';
import { RescuePanel } from '../features/editor/rescue-panel.tsx';
import { OwnDifference } from '../features/versions/own-difference-view.tsx';
import { request } from '../lib/http.ts';
import type { DocumentSession } from '../lib/live/document-session.ts';
import { keepRescue, type Rescue } from '../lib/live/rescues.ts';
import { useMe } from '../lib/use-me.ts';
import { useProblemText } from '../lib/use-problem-text.ts';
import { notify } from '../ui/notices.tsx';

interface KeptWordsProps {
  rescue: Rescue;
  session: DocumentSession;
  /** What the document is; null when it can no longer be reached. */
  doc: DocumentDetail | null;
  editor: Editor | null;
  editable: boolean;
}

export function KeptWords({ rescue, session, doc, editor, editable }: KeptWordsProps) {
  const newDocument = useNewDocument(rescue, session, doc);
  useMove(rescue, session, editable ? editor : null);
  if (rescue.moving && editor && editable) return null;
  const mayMakeOne = doc !== null && doc.myRole !== 'viewer';
  return (
    <RescuePanel
      rescue={rescue}
      title={doc?.title ?? rescue.title}
      editor={editable ? editor : null}
      difference={editor && doc ? <Difference rescue={rescue} doc={doc} editor={editor} /> : undefined}
      onNewDocument={mayMakeOne ? newDocument.make : undefined}
      isMoving={newDocument.isMaking}
      onSettled={() => session.settleRescue()}
    />
  );
}

/** A document that was made for these words takes them as soon as one can write in it. */
function useMove(rescue: Rescue, session: DocumentSession, editor: Editor | null): void {
  const moved = useRef('');
  useEffect(() => {
    const key = rescue.ids.join();
    // Drawn twice while developing, or before the kept words are gone: put in once.
    if (!rescue.moving || !editor || moved.current === key) return;
    moved.current = key;
    putBack(editor, rescue.blocks, 'a new one');
    session.settleRescue();
  }, [rescue, session, editor]);
}

function useNewDocument(rescue: Rescue, session: DocumentSession, doc: DocumentDetail | null) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [isMaking, setIsMaking] = useState(false);
  const make = async () => {
    if (!doc || !me.data) return;
    setIsMaking(true);
    try {
      const title = t('rescue.newTitle', { title: doc.title }).slice(0, 200);
      const made = await request<DocumentDetail>('POST', `/projects/${doc.projectId}/documents`, {
        body: { title, language: doc.language },
      });
      const { at, reason, blocks } = rescue;
      // Kept for the new document before they are let go here: a tab that dies between has them twice, never not.
      await keepRescue(
        { personId: me.data.id, documentId: made.id },
        {
          at,
          reason,
          title,
          blocks: blocks.map((block, index) => ({ ...block, after: null, follows: index > 0 })),
          moving: true,
        },
      );
      session.settleRescue();
      await navigate(`/documents/${made.id}`);
    } catch (error) {
      notify('error', problemText(error));
    } finally {
      setIsMaking(false);
    }
  };
  return { make: () => void make(), isMaking };
}

function Difference({ rescue, doc, editor }: { rescue: Rescue; doc: DocumentDetail; editor: Editor }) {
  const me = useMe();
  const { now, edited } = useMemo(() => {
    const both = withPutBack(editor, rescue.blocks);
    return { now: both.now.toJSON() as ArticleNode, edited: both.edited.toJSON() as ArticleNode };
  }, [editor, rescue]);
  const author = useMemo<Author | null>(
    () =>
      me.data ? { person: { id: me.data.id, name: me.data.name, color: me.data.color }, runId: null } : null,
    [me.data],
  );
  return author ? <OwnDifference now={now} edited={edited} author={author} language={doc.language} /> : null;
}
