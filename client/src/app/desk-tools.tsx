import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor } from '@tiptap/core';
import { CleanUpDialog } from '../features/editor/clean-up-dialog.tsx';
import { TypingSettings } from '../features/editor/typing-settings.tsx';
import { KeySheet } from './key-sheet.tsx';

/** What opens over the desk, one at a time. */
export type DeskTool = 'typing' | 'keys' | 'clean-up';

interface DeskToolsProps {
  tool: DeskTool;
  editor: Editor | null;
  language: Language;
  onClose: () => void;
}

/** The windows of the desk: none of them is needed to begin writing. */
export function DeskTools({ tool, editor, language, onClose }: DeskToolsProps) {
  switch (tool) {
    case 'typing':
      return <TypingSettings onClose={onClose} />;
    case 'keys':
      return <KeySheet onClose={onClose} />;
    case 'clean-up':
      return editor ? <CleanUpDialog editor={editor} language={language} onClose={onClose} /> : null;
    default:
      return tool satisfies never;
  }
}
