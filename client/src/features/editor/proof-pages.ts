// Sets an article on pages of paper: which lines stand on which page, with the notes they call for at its foot. The
// browser has laid the lines out already; they are measured here and never broken again, so that what is printed is what
// was measured, in both directions.

/** What stays together on a page: a line of text, a row of a table, an image. Pixels from the article's top. */
export interface ProofLine {
  top: number;
  bottom: number;
  /** A heading never stands alone at the foot of a page. */
  keepsWithNext: boolean;
  /** Footnotes that are marked in it. */
  notes: readonly string[];
}

/** One page: the lines from `from` up to `to` (not included), and the notes at its foot. */
export interface ProofPage {
  from: number;
  to: number;
  notes: readonly string[];
}

interface PageRoom {
  /** Height for lines and notes together, on the first page and on the others. */
  first: number;
  others: number;
  /** Above the notes of a page, if it has any. */
  aboveNotes: number;
}

/** Distributes lines over pages. A line that is higher than a page has one to itself. */
export function setOnPages(
  lines: readonly ProofLine[],
  heightOfNote: (note: string) => number,
  room: PageRoom,
): ProofPage[] {
  const pages: ProofPage[] = [];
  const told = new Set<string>();
  let from = 0;
  while (from < lines.length) {
    const height = pages.length === 0 ? room.first : room.others;
    const top = lines[from]?.top ?? 0;
    const notes: string[] = [];
    let notesHeight = 0;
    let to = from;
    for (; to < lines.length; to += 1) {
      const line = lines[to] as ProofLine;
      const fresh = line.notes.filter((note) => !told.has(note) && !notes.includes(note));
      const more = fresh.reduce((sum, note) => sum + heightOfNote(note), 0);
      const above = notesHeight + more > 0 ? room.aboveNotes : 0;
      if (to > from && line.bottom - top + notesHeight + more + above > height) break;
      notes.push(...fresh);
      notesHeight += more;
    }
    // Headings at the foot go over to the next page, unless the page is nothing but headings.
    let end = to;
    if (end < lines.length) while (end > from + 1 && lines[end - 1]?.keepsWithNext) end -= 1;
    const stay = new Set(lines.slice(from, end).flatMap((line) => line.notes));
    const kept = notes.filter((note) => stay.has(note));
    for (const note of kept) told.add(note);
    pages.push({ from, to: end, notes: kept });
    from = end;
  }
  return pages;
}
