// Whether anybody but the run wrote inside its blocks: Discard asks first when a person did.
import { ARTICLE_FRAGMENT, RUNS_MAP } from '@hamnevis/core/document/schema';
import * as Y from 'yjs';

/** True when the run's blocks hold text that was not typed under one of the run's own client ids. */
export function hasPeoplesWords(document: Y.Doc, runId: string): boolean {
  const clients = runClients(document, runId);
  // Without a trace of who the run was nobody can be told apart: then it is asked.
  if (clients.size === 0) return true;
  return document
    .getXmlFragment(ARTICLE_FRAGMENT)
    .toArray()
    .some(
      (block) =>
        block instanceof Y.XmlElement && block.getAttribute('aiRun') === runId && hasForeign(block, clients),
    );
}

/** The client ids under which a run has moved its cursor; a run that was resumed has more than one. */
function runClients(document: Y.Doc, runId: string): Set<number> {
  const clients = new Set<number>();
  let item: Y.Item | null | undefined = document.getMap(RUNS_MAP)._map.get(runId);
  while (item) {
    clients.add(item.id.client);
    item = item.left;
  }
  return clients;
}

/** Any Yjs type that holds a sequence of items. */
interface Sequence {
  _start: Y.Item | null;
}

function hasForeign(type: Sequence, clients: ReadonlySet<number>): boolean {
  for (let item = type._start; item; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentString && !clients.has(item.id.client)) return true;
    if (item.content instanceof Y.ContentType && hasForeign(item.content.type, clients)) {
      return true;
    }
  }
  return false;
}
