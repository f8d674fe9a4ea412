import type { fa } from './fa.ts';

/** Turns the Persian words into the shape that every other language must fill. */
export type Shape<Tree> = { [Key in keyof Tree]: Tree[Key] extends string ? string : Shape<Tree[Key]> };

/** The words of the desk, of one language. */
export type Messages = Shape<typeof fa>;
