// What the log says of a text's past: comparison, authorship, and text that was lost.
import { z } from 'zod';
import { HOWS } from '../history/how.ts';
import { id, moment, personRef } from './shared.ts';

/** One end of a comparison: a version's id, a sequence number, or `now`. */
const point = z.union([id, z.string().regex(/^\d{1,15}$/), z.literal('now')]);

/** GET /documents/{id}/diff?from=&to= */
export const diffQuery = z.object({ from: point, to: point.default('now') });

/** Who wrote: a person, or (with `runId`) the AI run that this person asked for. */
export const author = z.object({ person: personRef, runId: id.nullable() }).meta({ id: 'Author' });
export type Author = z.infer<typeof author>;

/** Index into the answer's `authors`; null where the log does not say. */
const authorIndex = z.number().int().nullable();

/** A node of the article as the editor has it (ProseMirror JSON). */
const articleNode = z.record(z.string(), z.unknown());

const mark = z.object({ type: z.string(), attrs: z.record(z.string(), z.unknown()).optional() });

/**
 * A part of a text block. `marks`: the same words with other marks than `marksBefore`. A line break is U+FFFC in
 * `text` and stands in `node`. `same` parts have no author.
 */
export const diffPart = z
  .object({
    kind: z.enum(['same', 'added', 'removed', 'marks']),
    text: z.string(),
    marks: z.array(mark),
    marksBefore: z.array(mark).optional(),
    node: articleNode.optional(),
    author: authorIndex,
  })
  .meta({ id: 'DiffPart' });
export type DiffPart = z.infer<typeof diffPart>;

/** An attribute that changed: `level`, `dir`, `start`, `language`, `colspan` and so on, or `type` itself. */
export const diffAttribute = z
  .object({ name: z.string(), before: z.unknown(), after: z.unknown(), author: authorIndex })
  .meta({ id: 'DiffAttribute' });
export type DiffAttribute = z.infer<typeof diffAttribute>;

/**
 * What became of a block, in the later article's order; removed ones where they stood. `older` and `newer` are
 * indexes among the blocks of the same parent (null for the side that lacks it).
 * - `same`, `moved`: nothing changed inside; show `block`.
 * - `added`, `removed`: the whole block with its `author`.
 * - `changed`: `parts` for a text block, `children` for one that holds blocks (lists, quotes, tables by row and
 *   cell), neither where only `attributes` changed. `moved` when it stands elsewhere as well.
 */
export const diffBlock = z
  .object({
    kind: z.enum(['same', 'moved', 'added', 'removed', 'changed']),
    older: z.number().int().nullable(),
    newer: z.number().int().nullable(),
    moved: z.boolean(),
    /** As it is in the later article; a removed one as it was. */
    block: articleNode,
    author: authorIndex,
    attributes: z.array(diffAttribute),
    parts: z.array(diffPart),
    get children() {
      return z.array(diffBlock);
    },
  })
  .meta({ id: 'DiffBlock' });
export type DiffBlock = z.infer<typeof diffBlock>;

/** One end of the comparison as it was found. A moment between versions has no title of its own: null. */
const diffEnd = z.object({
  sequence: z.number().int(),
  versionId: id.nullable(),
  title: z.string().nullable(),
});

export const diff = z
  .object({
    from: diffEnd,
    to: diffEnd,
    authors: z.array(author),
    blocks: z.array(diffBlock),
    /** Letters without spaces, and blocks that are not the same. */
    size: z.object({ added: z.number().int(), removed: z.number().int(), blocks: z.number().int() }),
    /** False while authorship is still worked out up to the later end: changes then have no author. */
    hasAuthors: z.boolean(),
  })
  .meta({ id: 'Diff' });
export type Diff = z.infer<typeof diff>;

/** GET /documents/{id}/authorship?at=; without `at`, the text as it is now. */
export const authorshipQuery = z.object({ at: z.coerce.number().int().min(0).optional() });

/** Characters are UTF-16 units without spaces; a word belongs to whom most of its letters belong to. */
export const authorshipShare = author
  .extend({
    characters: z.number().int(),
    words: z.number().int(),
    /** Characters by how they came; ways that brought none are left out. */
    how: z.partialRecord(z.enum(HOWS), z.number().int()),
  })
  .meta({ id: 'AuthorshipShare' });
export type AuthorshipShare = z.infer<typeof authorshipShare>;

/** Text of one author that came one way. Offsets are the editor's inside the block: UTF-16 units. */
export const authorshipRun = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    /** Index into `authors`. */
    author: z.number().int(),
    how: z.enum(HOWS),
  })
  .meta({ id: 'AuthorshipRun' });
export type AuthorshipRun = z.infer<typeof authorshipRun>;

/**
 * One text block (paragraph, heading, code; also inside lists and tables), depth first as in the article. Every
 * inline node that is no text is one U+FFFC in `text`. A client colours a block only while its text is still this.
 */
export const authorshipBlock = z
  .object({ type: z.string(), text: z.string(), runs: z.array(authorshipRun) })
  .meta({ id: 'AuthorshipBlock' });
export type AuthorshipBlock = z.infer<typeof authorshipBlock>;

export const authorship = z
  .object({
    /** The text is as it stood after this row of the log. */
    sequence: z.number().int(),
    characters: z.number().int(),
    words: z.number().int(),
    /** All AI runs together. */
    ai: z.object({ characters: z.number().int(), words: z.number().int() }),
    /** The largest share first. */
    authors: z.array(authorshipShare),
    blocks: z.array(authorshipBlock),
  })
  .meta({ id: 'Authorship' });
export type Authorship = z.infer<typeof authorship>;

/** GET /documents/{id}/lost-text?q= */
export const lostTextQuery = z.object({ q: z.string().trim().min(2).max(200) });

/** Text that was written once and does not stand in the article now. */
export const lostPiece = z
  .object({
    text: z.string(),
    author: author.nullable(),
    writtenAt: moment,
    /** The row of the log that brought its first letter. */
    sequence: z.number().int(),
    /** Who took it away, and when; null when nobody did: its place was taken away from around it. */
    removed: z.object({ author, at: moment }).nullable(),
    /** The index among the article's blocks where it belongs now; null when that cannot be said. */
    place: z.number().int().nullable(),
  })
  .meta({ id: 'LostPiece' });
export type LostPiece = z.infer<typeof lostPiece>;
/** The newest first. `more`: there are more pieces than are answered; search for more of the text. */
export const lostText = z.object({ pieces: z.array(lostPiece), more: z.boolean() }).meta({ id: 'LostText' });
export type LostText = z.infer<typeof lostText>;

/** GET /documents/{id}/export?format= */
export const EXPORT_FORMATS = ['md', 'html', 'docx', 'pdf', 'json'] as const;
export const exportQuery = z.object({
  format: z.enum(EXPORT_FORMATS),
  versionId: id.optional().meta({ description: 'Without it the text as it is now' }),
});
