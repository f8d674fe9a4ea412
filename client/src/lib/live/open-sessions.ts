// The documents that are open in this tab, for whoever must not interrupt them. Knows nothing of how they work.

interface OpenSession {
  /** Resolves when nothing of it would be missed by reloading the page. */
  settled(): Promise<void>;
}

const open = new Set<OpenSession>();

/** Notes an open document; the answer forgets it. */
export function noteOpen(session: OpenSession): () => void {
  open.add(session);
  return () => open.delete(session);
}

/** Resolves when every open document is saved as far as it can be. */
export async function allSettled(): Promise<void> {
  await Promise.all([...open].map((session) => session.settled()));
}
