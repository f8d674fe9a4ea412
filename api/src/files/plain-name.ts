const LONGEST_NAME = 255;

/** One line without controls and marks that turn the direction of what stands beside them. */
export function plainName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/gu, '')
    .trim()
    .slice(-LONGEST_NAME);
  return plain || 'file';
}
