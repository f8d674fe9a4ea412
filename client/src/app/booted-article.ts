// The article that was opened before the interface was loaded, until the interface takes it over.
import type { Me } from '@hamnevis/core/contract/auth';
import type { RunLines } from '../features/co-writer/run-marks.ts';
import type { ArticleEditor } from '../features/editor/article-editor.ts';
import type { TaggedDocument } from '../lib/documents.ts';
import type { DocumentSession } from '../lib/live/document-session.ts';
import type { Replica } from '../lib/live/replica.ts';

export interface BootedArticle {
  me: Me;
  tagged: TaggedDocument;
  session: DocumentSession | null;
  article: ArticleEditor | null;
  lines: RunLines;
  /** What is shown until then, above the interface. */
  screen: HTMLElement;
}

let booted: BootedArticle | null = null;

export function keepBooted(next: BootedArticle): void {
  booted = next;
}

export function bootedArticle(): BootedArticle | null {
  return booted;
}

/** The session that is open already; given away once. */
export function takeBootedSession(documentId: string, personId: string): DocumentSession | null {
  const session = booted?.session ?? null;
  if (!booted || booted.tagged.body.id !== documentId || booted.me.id !== personId) return null;
  booted.session = null;
  return session;
}

/** The editor that is made already; given away once. */
export function takeBootedEditor(replica: Replica): ArticleEditor | null {
  const article = booted?.article ?? null;
  if (!booted || article?.replica !== replica) return null;
  booted.article = null;
  return article;
}

/** Takes the first screen away, and what nobody took over with it. */
export function endBoot(): void {
  booted?.screen.remove();
  booted?.article?.editor.destroy();
  void booted?.session?.close();
  booted = null;
}
