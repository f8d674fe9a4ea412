import { TypingSettings } from '../features/editor/typing-settings.tsx';
import { KeySheet } from './key-sheet.tsx';

/** What opens over the desk, one at a time. */
export type DeskTool = 'typing' | 'keys';

/** The windows of the desk: none of them is needed to begin writing. */
export function DeskTools({ tool, onClose }: { tool: DeskTool; onClose: () => void }) {
  switch (tool) {
    case 'typing':
      return <TypingSettings onClose={onClose} />;
    case 'keys':
      return <KeySheet onClose={onClose} />;
    default:
      return tool satisfies never;
  }
}
