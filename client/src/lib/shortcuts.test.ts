import { describe, expect, it } from 'vitest';
import { isShortcut, type KeyPress, keyCaps, SHORTCUT_NAMES, SHORTCUTS } from './shortcuts.ts';

function press(keys: Partial<KeyPress>): KeyPress {
  return {
    key: '',
    code: '',
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    isComposing: false,
    ...keys,
  };
}

describe('a shortcut', () => {
  it('is the same key on a Persian layout, where event.key is a Persian letter', () => {
    expect(isShortcut(press({ key: 'ب', code: 'KeyF', ctrlKey: true }), 'find')).toBe(true);
    expect(isShortcut(press({ key: 'ذ', code: 'KeyB', metaKey: true }), 'bold')).toBe(true);
    expect(isShortcut(press({ key: '؟', code: 'Slash', shiftKey: true }), 'keys')).toBe(true);
    expect(
      isShortcut(press({ key: '۷', code: 'Digit7', ctrlKey: true, shiftKey: true }), 'orderedList'),
    ).toBe(true);
  });

  it('follows the letter where a Latin layout moves it', () => {
    // On Dvorak the letter K stands where QWERTY has V.
    expect(isShortcut(press({ key: 'k', code: 'KeyV', ctrlKey: true }), 'palette')).toBe(true);
    expect(isShortcut(press({ key: 't', code: 'KeyK', ctrlKey: true }), 'palette')).toBe(false);
  });

  it('is not there with another key beside it, nor in the middle of a composition', () => {
    expect(isShortcut(press({ key: 'f', code: 'KeyF', ctrlKey: true, altKey: true }), 'find')).toBe(false);
    expect(isShortcut(press({ key: 'f', code: 'KeyF' }), 'find')).toBe(false);
    expect(isShortcut(press({ key: 'f', code: 'KeyF', ctrlKey: true, isComposing: true }), 'find')).toBe(
      false,
    );
  });

  it('has keys of its own; only a link and the palette share theirs, by whether something is selected', () => {
    const seen = SHORTCUT_NAMES.map((name) => JSON.stringify(SHORTCUTS[name].keys));
    const doubled = SHORTCUT_NAMES.filter((_, n) => seen.indexOf(seen[n] ?? '') !== n);
    expect(doubled).toEqual(['link']);
  });

  it('reads as on the keyboard', () => {
    expect(keyCaps('replace', false)).toEqual(['Ctrl', 'Alt', 'F']);
    expect(keyCaps('direction', true)).toEqual(['⌘', '⇧', 'X']);
    expect(keyCaps('keys', false)).toEqual(['?']);
    expect(keyCaps('heading2', false)).toEqual(['Ctrl', 'Alt', '2']);
  });
});
