import { describe, expect, it } from 'vitest';
import { findSlashItems } from './slash-items.ts';

const first = (query: string) => findSlashItems(query)[0]?.name;

describe('the slash menu finds', () => {
  it.each([
    ['جدول', 'table'],
    ['tab', 'table'],
    ['هم نویس', 'coWriter'],
    ['هم‌نویس', 'coWriter'],
    ['ai', 'coWriter'],
    ['تیتر2', 'heading2'],
    ['تیتر۲', 'heading2'],
    ['h3', 'heading3'],
    ['عنوان ۴', 'heading4'],
    ['نقل', 'blockquote'],
    ['نيم', 'halfSpace'],
    ['كد', 'codeBlock'],
    ['تیتر ٢', 'heading2'],
  ])('%s as %s', (query, name) => expect(first(query)).toBe(name));

  it('everything for nothing, and nothing for nonsense', () => {
    expect(findSlashItems('').length).toBeGreaterThan(10);
    expect(findSlashItems('qqqq')).toEqual([]);
  });
});
