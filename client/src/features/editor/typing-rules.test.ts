import { afterEach, describe, expect, it } from 'vitest';
import { switchTypingRule, TYPING_RULES } from '../../lib/typing-preferences.ts';
import { buildTypist } from '../../testing/build-typist.ts';
import { TypingRules } from './typing-rules.ts';

const HALF_SPACE = '\u200c';
type Blocks = Parameters<typeof buildTypist>[1];

function typist(documentDirection: 'rtl' | 'ltr', content?: Blocks) {
  return buildTypist([TypingRules.configure({ documentDirection })], content);
}

/** What stands after typing, and after one Backspace. */
function typed(text: string, documentDirection: 'rtl' | 'ltr' = 'rtl', content?: Blocks): [string, string] {
  const desk = typist(documentDirection, content);
  desk.type(text);
  const after = desk.article();
  desk.backspace();
  return [after, desk.article()];
}

afterEach(() => {
  for (const rule of TYPING_RULES) switchTypingRule(rule, true);
});

describe('quotation marks', () => {
  it.each([
    ['او گفت "', '"او گفت «"'],
    ['او گفت "سلام"', '"او گفت «سلام»"'],
    ['"', '"«"'],
    ['او گفت "دید که "آب', '"او گفت «دید که ‹آب"'],
    ['او گفت "دید "آب" و "نان""', '"او گفت «دید ‹آب› و ‹نان›»"'],
    ['گفت:"سلام،" و رفت', '"گفت:«سلام،» و رفت"'],
    ['("سلام")', '"(«سلام»)"'],
  ])('in Persian: %s', (text, after) => expect(typed(text)[0]).toBe(after));

  it.each([
    ['He said "hello"', '"He said “hello”"'],
    ['"one" and "two"', '"“one” and “two”"'],
    ['a 5" nail', '"a 5" nail"'],
  ])('in English: %s', (text, after) => expect(typed(text, 'ltr')[0]).toBe(after));

  it('go by the letters of their own block, whatever the document', () => {
    expect(typed('She wrote "', 'rtl')[0]).toBe('"She wrote “"');
    expect(typed('او نوشت "', 'ltr')[0]).toBe('"او نوشت «"');
  });

  it('come back as typed with one Backspace', () => {
    expect(typed('او گفت "')[1]).toBe('"او گفت ""');
  });

  it('stay as they are in code, and code does not open any', () => {
    const code = [{ type: 'codeBlock', content: [{ type: 'text', text: 'print(' }] }];
    expect(typed('"', 'rtl', code)[0]).toBe('codeBlock[print("]');
    const inline = [
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'فرمان «', marks: [{ type: 'code' }] },
          { type: 'text', text: ' است ' },
        ],
      },
    ];
    expect(typed('"', 'rtl', inline)[0]).toBe('"فرمان « است «"');
  });
});

describe('lists', () => {
  it.each([
    ['۱. ', 'orderedList(1)[listItem[""]]'],
    ['۲) ', 'orderedList(2)[listItem[""]]'],
    ['۱- ', 'orderedList(1)[listItem[""]]'],
    ['١٢. ', 'orderedList(12)[listItem[""]]'],
    ['الف) ', 'orderedList(1 a)[listItem[""]]'],
  ])('begin with %s', (text, after) => expect(typed(text)[0]).toBe(after));

  it('do not begin with a number that nobody counts up to', () => {
    for (const number of ['99999999999', '۹۹۹۹۹۹۹۹۹۹۹', '02188776655']) {
      const typist = buildTypist([TypingRules]);
      typist.type(`${number}. الف`);
      expect(typist.article()).toBe(`"${number}. الف"`);
    }
  });

  it('are taken back with one Backspace, with the mark as it was typed', () => {
    expect(typed('۲) ')[1]).toBe('"۲) "');
    expect(typed('الف) ')[1]).toBe('"الف) "');
  });

  it('go on where a list above them ended', () => {
    const list = (start: number) => ({
      type: 'orderedList',
      attrs: { start },
      content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }],
    });
    expect(typed('۲. ', 'rtl', [list(1), { type: 'paragraph' }])[0]).toBe(
      'orderedList(1)[listItem[""]listItem[""]]',
    );
  });

  it('a dash in Persian is somebody speaking; in English it is a bullet', () => {
    expect(typed('- سلام')[0]).toBe('"- سلام"');
    expect(typed('- ', 'ltr')[0]).toBe('bulletList[listItem[""]]');
    expect(typed('* ')[0]).toBe('bulletList[listItem[""]]');
  });
});

describe('a half-space', () => {
  const of = (text: string) => text.replaceAll('|', HALF_SPACE);

  it.each([
    ['می|خواهم', '"می|خواهم"'],
    ['می ||خواهم', '"می خواهم"'],
    ['می |خواهم', '"می خواهم"'],
    ['می||خواهم', '"می|خواهم"'],
  ])('typed as %s', (text, after) => expect(typed(of(text))[0]).toBe(of(after)));

  it('that was dropped comes back with one Backspace', () => {
    expect(typed(of('می|'))[1]).toBe(of('"می|"'));
    expect(typed(of('می |'))[1]).toBe(of('"می |"'));
    expect(typed(of('می| '))[1]).toBe(of('"می| "'));
  });

  it('goes when a space is typed before it', () => {
    const desk = typist('rtl', [{ type: 'paragraph', content: [{ type: 'text', text: of('می|خواهم') }] }]);
    desk.editor.commands.setTextSelection(3);
    desk.type(' ');
    expect(desk.article()).toBe('"می خواهم"');
    expect(desk.backspace()).toBe(true);
    expect(desk.article()).toBe(of('"می |خواهم"'));
  });
});

it('a rule that is switched off leaves what is typed alone', () => {
  for (const rule of TYPING_RULES) switchTypingRule(rule, false);
  expect(typed('او گفت "')[0]).toBe('"او گفت ""');
  expect(typed('۱) ')[0]).toBe('"۱) "');
  expect(typed('- ')[0]).toBe('bulletList[listItem[""]]');
  expect(typed(`می ${HALF_SPACE}`)[0]).toBe(`"می ${HALF_SPACE}"`);
});
