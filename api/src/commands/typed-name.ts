import { Problem } from '@hamnevis/core/problems/catalogue';

/** Throws `invalid` unless what was typed is the name of the thing; spaces around it do not matter. */
export function refuseOtherName(field: 'name' | 'title', name: string, typed: string): void {
  const plain = (text: string) => text.normalize('NFC').trim();
  if (plain(typed) === plain(name)) return;
  throw new Problem('invalid', { issues: [{ path: field, message: 'is not its name' }] });
}
