import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor } from '@tiptap/core';
import { CleanUpDialog } from '../features/editor/clean-up-dialog.tsx';
import type { ProofHead } from '../features/editor/proof-view.tsx';
import { TypingSettings } from '../features/editor/typing-settings.tsx';
import { LostTextDialog } from '../features/lost-words/lost-text-dialog.tsx';
import { latePart } from '../lib/late-part.ts';
import { KeySheet } from './key-sheet.tsx';
import { named } from './named.ts';

const ProofView = latePart(() => import('../features/editor/proof-view.tsx').then(named('ProofView')));

/** What opens over the desk, one at a time. */
export type DeskTool = 'typing' | 'keys' | 'clean-up' | 'lost-text' | 'proof';

interface DeskToolsProps {
  tool: DeskTool;
  editor: Editor | null;
  editable: boolean;
  documentId: string;
  language: Language;
  /** What stands above the text on paper. */
  proofHead: ProofHead;
  onClose: () => void;
}

/** The windows of the desk: none of them is needed to begin writing. */
export function DeskTools({
  tool,
  editor,
  editable,
  documentId,
  language,
  proofHead,
  onClose,
}: DeskToolsProps) {
  switch (tool) {
    case 'typing':
      return <TypingSettings onClose={onClose} />;
    case 'keys':
      return <KeySheet onClose={onClose} />;
    case 'clean-up':
      return editor ? <CleanUpDialog editor={editor} language={language} onClose={onClose} /> : null;
    case 'lost-text':
      return <LostTextDialog documentId={documentId} editor={editable ? editor : null} onClose={onClose} />;
    case 'proof':
      return editor ? (
        <ProofView editor={editor} language={language} head={proofHead} onClose={onClose} />
      ) : null;
    default:
      return tool satisfies never;
  }
}
