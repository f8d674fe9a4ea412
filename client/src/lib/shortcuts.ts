// Every key of the desk, once: the editor's extensions, the page and the sheet of keys read the same list. Letters go
// by the key's place when the layout gives no Latin letter, so that Ctrl+B is the same key on a Persian layout.

/** One combination. `mod` is Ctrl, on a Mac Command. */
interface Combination {
  code: string;
  mod?: true;
  shift?: true;
  alt?: true;
}

interface Shortcut {
  group: 'desk' | 'text' | 'blocks' | 'persian';
  keys: Combination;
}

export const SHORTCUTS = {
  palette: { group: 'desk', keys: { code: 'KeyK', mod: true } },
  find: { group: 'desk', keys: { code: 'KeyF', mod: true } },
  replace: { group: 'desk', keys: { code: 'KeyF', mod: true, alt: true } },
  save: { group: 'desk', keys: { code: 'KeyS', mod: true } },
  outline: { group: 'desk', keys: { code: 'Period', mod: true } },
  focus: { group: 'desk', keys: { code: 'KeyF', mod: true, shift: true } },
  keys: { group: 'desk', keys: { code: 'Slash', shift: true } },
  halfSpace: { group: 'persian', keys: { code: 'Space', shift: true } },
  direction: { group: 'persian', keys: { code: 'KeyX', mod: true, shift: true } },
  bold: { group: 'text', keys: { code: 'KeyB', mod: true } },
  italic: { group: 'text', keys: { code: 'KeyI', mod: true } },
  underline: { group: 'text', keys: { code: 'KeyU', mod: true } },
  strike: { group: 'text', keys: { code: 'KeyS', mod: true, shift: true } },
  code: { group: 'text', keys: { code: 'KeyE', mod: true } },
  highlight: { group: 'text', keys: { code: 'KeyH', mod: true, shift: true } },
  superscript: { group: 'text', keys: { code: 'Period', mod: true, alt: true } },
  subscript: { group: 'text', keys: { code: 'Comma', mod: true, alt: true } },
  link: { group: 'text', keys: { code: 'KeyK', mod: true } },
  undo: { group: 'text', keys: { code: 'KeyZ', mod: true } },
  redo: { group: 'text', keys: { code: 'KeyZ', mod: true, shift: true } },
  paragraph: { group: 'blocks', keys: { code: 'Digit0', mod: true, alt: true } },
  heading1: { group: 'blocks', keys: { code: 'Digit1', mod: true, alt: true } },
  heading2: { group: 'blocks', keys: { code: 'Digit2', mod: true, alt: true } },
  heading3: { group: 'blocks', keys: { code: 'Digit3', mod: true, alt: true } },
  heading4: { group: 'blocks', keys: { code: 'Digit4', mod: true, alt: true } },
  orderedList: { group: 'blocks', keys: { code: 'Digit7', mod: true, shift: true } },
  bulletList: { group: 'blocks', keys: { code: 'Digit8', mod: true, shift: true } },
  taskList: { group: 'blocks', keys: { code: 'Digit9', mod: true, shift: true } },
  toggleTask: { group: 'blocks', keys: { code: 'Enter', mod: true } },
  blockquote: { group: 'blocks', keys: { code: 'KeyB', mod: true, shift: true } },
  codeBlock: { group: 'blocks', keys: { code: 'KeyC', mod: true, alt: true } },
  callout: { group: 'blocks', keys: { code: 'KeyB', mod: true, alt: true } },
  details: { group: 'blocks', keys: { code: 'KeyD', mod: true, alt: true } },
  couplet: { group: 'blocks', keys: { code: 'KeyP', mod: true, alt: true } },
  footnote: { group: 'blocks', keys: { code: 'KeyN', mod: true, alt: true } },
  formula: { group: 'blocks', keys: { code: 'KeyE', mod: true, alt: true } },
  moveUp: { group: 'blocks', keys: { code: 'ArrowUp', mod: true, alt: true } },
  moveDown: { group: 'blocks', keys: { code: 'ArrowDown', mod: true, alt: true } },
  duplicate: { group: 'blocks', keys: { code: 'KeyD', mod: true, shift: true } },
  blockMenu: { group: 'blocks', keys: { code: 'Slash', mod: true, alt: true } },
  align: { group: 'blocks', keys: { code: 'KeyE', mod: true, shift: true } },
  columnWider: { group: 'blocks', keys: { code: 'Equal', mod: true, alt: true } },
  columnNarrower: { group: 'blocks', keys: { code: 'Minus', mod: true, alt: true } },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;
export type ShortcutGroup = Shortcut['group'];

export const SHORTCUT_NAMES = Object.keys(SHORTCUTS) as ShortcutName[];

/** What of a keyboard event decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'isComposing'
>;

/** True when these keys were pressed, and no others with them. */
export function isShortcut(event: KeyPress, name: ShortcutName): boolean {
  const keys: Combination = SHORTCUTS[name].keys;
  return (
    !event.isComposing &&
    placeOf(event) === keys.code &&
    (event.ctrlKey || event.metaKey) === (keys.mod ?? false) &&
    event.shiftKey === (keys.shift ?? false) &&
    event.altKey === (keys.alt ?? false)
  );
}

/** Where a Latin layout that moves its letters has them (AZERTY, Dvorak), the letter counts; else the key's place. */
function placeOf({ key, code }: KeyPress): string {
  return /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code;
}

/** The keys as they stand on the keyboard, in the order in which one presses them. */
export function keyCaps(name: ShortcutName, isMac: boolean): string[] {
  const keys: Combination = SHORTCUTS[name].keys;
  if (keys.code === 'Slash' && keys.shift) return ['?'];
  return [
    ...(keys.mod ? [isMac ? '⌘' : 'Ctrl'] : []),
    ...(keys.alt ? [isMac ? '⌥' : 'Alt'] : []),
    ...(keys.shift ? [isMac ? '⇧' : 'Shift'] : []),
    CAPS[keys.code] ?? keys.code.replace(/^(?:Key|Digit)/, ''),
  ];
}

const CAPS: Readonly<Record<string, string>> = {
  Space: 'Space',
  Period: '.',
  Comma: ',',
  Slash: '/',
  Equal: '=',
  Minus: '-',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** Whether this machine's keyboard has Command. */
export function isMacKeyboard(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
