// What an update may be. Asked of every frame before it reaches the log, so it answers and never throws, reads each
// byte once, and builds nothing of Yjs. It knows nothing of roles and status: those are the log's to check.
import * as Y from 'yjs';
import { ARTICLE_FRAGMENT, RUNS_MAP } from '../document/schema.ts';
import { standingIn } from './known-deletes.ts';
import {
  type DeleteRange,
  readUpdate,
  type StructId,
  type StructRead,
  TooLargeError,
  type UpdateRead,
} from './read-update.ts';
import { isArticleNode, mayFormat, mayHaveAttribute, mayHold, TEXT_CHILD } from './schema-rules.ts';

export type UpdateVerdict =
  /** May be appended; `clientIds` are those with new structs in it. */
  | { verdict: 'accept'; clientIds: number[] }
  /** The document has all of it. */
  | { verdict: 'nothing-new' }
  /** Deletes marks of formatting and nothing else: what Yjs tidies by itself, at every replica. */
  | { verdict: 'clean-up' }
  /** Lacks predecessors that may still be on their way. */
  | { verdict: 'incomplete' }
  | { verdict: 'refuse'; reason: 'malformed' | 'too-large'; detail: string };

/** Who wrote the update, as far as the gate asks. */
export interface UpdateAuthor {
  /** The AI run that writes; only runs may set a run's cursor, and only their own. */
  runId: string | null;
}

export interface GateLimits {
  maxUpdateBytes: number;
}

/** Blocks in blocks, deeper than anybody writes and far from where recursive readers end. */
export const DEEPEST_BLOCK = 100;

/**
 * Judges an update (V1) against the document that it would change. The document is only read. Of an update in
 * which some is known already (an answer to "what do I lack"), only what is new is judged.
 */
export function judgeUpdate(
  bytes: Uint8Array,
  document: Y.Doc,
  author: UpdateAuthor,
  limits: GateLimits,
): UpdateVerdict {
  if (bytes.length > limits.maxUpdateBytes) {
    return { verdict: 'refuse', reason: 'too-large', detail: `${bytes.length} bytes` };
  }
  try {
    const update = readUpdate(bytes);
    refuseForeignRoots(update);
    if (!isComplete(update, document)) return { verdict: 'incomplete' };
    const places = new Places(update, document);
    const clientIds: number[] = [];
    for (const [client, structs] of update.structs) {
      const known = Y.getState(document.store, client);
      let isNew = false;
      for (const struct of structs) {
        if (struct.clock + struct.length <= known) continue;
        isNew = true;
        refuseMisplaced(struct, places, author);
      }
      if (isNew) clientIds.push(client);
    }
    if (clientIds.length > 0) return { verdict: 'accept', clientIds };
    return judgeDeletes(update.deletes, document);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const reason = error instanceof TooLargeError ? 'too-large' : 'malformed';
    return { verdict: 'refuse', reason, detail };
  }
}

/** Yjs makes a root type as soon as it reads its name, whatever becomes of the struct. */
function refuseForeignRoots({ structs }: UpdateRead): void {
  for (const ofClient of structs.values()) {
    for (const { parent } of ofClient) {
      if (typeof parent === 'string' && parent !== ARTICLE_FRAGMENT && parent !== RUNS_MAP) {
        throw new RangeError(`no article has a root named ${parent.slice(0, 40)}`);
      }
    }
  }
}

/** Rounds after which clients that wait for one another are taken for a trap. */
const MOST_ROUNDS = 1_000;

/**
 * Plays the order in which Yjs could take the structs in. False when some of them, or some deletion, would have to
 * wait for what neither the document nor the update has.
 */
function isComplete({ structs, deletes }: UpdateRead, document: Y.Doc): boolean {
  const reached = new Map<number, number>();
  const clockOf = (client: number) => reached.get(client) ?? Y.getState(document.store, client);
  const isThere = (id: StructId | null) => id === null || id.clock < clockOf(id.client);
  const next = new Map<number, number>([...structs.keys()].map((client) => [client, 0]));
  for (let round = 0; next.size > 0; round += 1) {
    if (round > MOST_ROUNDS) throw new RangeError('clients that wait for one another without end');
    let hasMoved = false;
    for (const [client, from] of next) {
      const ofClient = structs.get(client) ?? [];
      let index = from;
      for (; index < ofClient.length; index += 1) {
        const struct = ofClient[index] as StructRead;
        const end = struct.clock + struct.length;
        if (end <= clockOf(client)) continue;
        if (struct.clock > clockOf(client) || struct.content.kind === 'hole') break;
        const parent = typeof struct.parent === 'string' ? null : struct.parent;
        if (!isThere(struct.origin) || !isThere(struct.rightOrigin) || !isThere(parent)) break;
        reached.set(client, end);
      }
      if (index > from) hasMoved = true;
      if (index === ofClient.length) next.delete(client);
      else next.set(client, index);
    }
    if (!hasMoved && next.size > 0) return false;
  }
  return deletes.every(({ client, clock, length }) => clock + length <= clockOf(client));
}

/** What a struct stands in. `unknown`: in something that was deleted and collected; Yjs collects it too. */
type Parent =
  | { kind: 'article' }
  | { kind: 'runs' }
  | { kind: 'unknown' }
  | { kind: 'element'; name: string; depth: number }
  | { kind: 'text'; depth: number };

interface Place {
  parent: Parent;
  key: string | null;
}

const ARTICLE: Parent = { kind: 'article' };
const RUNS: Parent = { kind: 'runs' };
const UNKNOWN: Parent = { kind: 'unknown' };
const NOWHERE: Place = { parent: UNKNOWN, key: null };

/** Finds out where structs stand: most say it only through a neighbour. */
class Places {
  readonly #structs: Map<number, StructRead[]>;
  readonly #document: Y.Doc;
  readonly #found = new Map<StructRead, Place | 'searching'>();

  constructor(update: UpdateRead, document: Y.Doc) {
    this.#structs = update.structs;
    this.#document = document;
  }

  of(struct: StructRead, depth = 0): Place {
    const path: StructRead[] = [];
    let place: Place | undefined;
    for (let at: StructRead | undefined = struct; at && !place; ) {
      const found = this.#found.get(at);
      if (found === 'searching')
        throw new RangeError('structs that are one another’s neighbours in a circle');
      if (found) {
        place = found;
        break;
      }
      this.#found.set(at, 'searching');
      path.push(at);
      const { parent, key }: StructRead = at;
      const neighbour: StructId | null = at.origin ?? at.rightOrigin;
      if (at.content.kind === 'collected') place = NOWHERE;
      else if (typeof parent === 'string') place = { parent: parent === RUNS_MAP ? RUNS : ARTICLE, key };
      else if (parent) place = { parent: this.#parentAt(parent, depth), key };
      else if (!neighbour) throw new RangeError('a struct without a place');
      else if (this.#isKnown(neighbour)) place = this.#placeInDocument(neighbour);
      else at = this.#find(neighbour);
    }
    const result = place ?? NOWHERE;
    for (const one of path) this.#found.set(one, result);
    return result;
  }

  #isKnown({ client, clock }: StructId): boolean {
    return clock < Y.getState(this.#document.store, client);
  }

  /** The struct of the update that covers an id. */
  #find({ client, clock }: StructId): StructRead | undefined {
    const structs = this.#structs.get(client) ?? [];
    let low = 0;
    let high = structs.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const struct = structs[middle] as StructRead;
      if (clock < struct.clock) high = middle - 1;
      else if (clock >= struct.clock + struct.length) low = middle + 1;
      else return struct;
    }
    throw new RangeError('a neighbour that is nowhere');
  }

  #placeInDocument(id: StructId): Place {
    const item = Y.getItem(this.#document.store, Y.createID(id.client, id.clock)) as Y.Item | Y.GC;
    if (!(item instanceof Y.Item) || !(item.parent instanceof Y.AbstractType)) return NOWHERE;
    return { parent: this.#parentOfType(item.parent), key: item.parentSub };
  }

  #parentAt(id: StructId, depth: number): Parent {
    if (depth > DEEPEST_BLOCK) throw new RangeError('blocks in blocks without end');
    if (this.#isKnown(id)) {
      const item = Y.getItem(this.#document.store, Y.createID(id.client, id.clock)) as Y.Item | Y.GC;
      if (!(item instanceof Y.Item) || item.content instanceof Y.ContentDeleted) return UNKNOWN;
      if (!(item.content instanceof Y.ContentType)) throw new RangeError('a parent that can hold nothing');
      return this.#parentOfType(item.content.type);
    }
    const struct = this.#find(id);
    if (!struct || struct.content.kind === 'collected' || struct.content.kind === 'deleted') {
      return UNKNOWN;
    }
    const above = this.of(struct, depth + 1).parent;
    const deep = 'depth' in above ? above.depth + 1 : 1;
    if (struct.content.kind === 'text') return { kind: 'text', depth: deep };
    if (struct.content.kind !== 'element') throw new RangeError('a parent that can hold nothing');
    return { kind: 'element', name: struct.content.name, depth: deep };
  }

  #parentOfType(type: Y.AbstractType<unknown>): Parent {
    if (type === this.#document.share.get(ARTICLE_FRAGMENT)) return ARTICLE;
    if (type === this.#document.share.get(RUNS_MAP)) return RUNS;
    let depth = 1;
    let above = type._item?.parent;
    while (above instanceof Y.AbstractType && above._item && depth <= DEEPEST_BLOCK) {
      depth += 1;
      above = above._item.parent;
    }
    if (type instanceof Y.XmlText) return { kind: 'text', depth };
    return type instanceof Y.XmlElement ? { kind: 'element', name: type.nodeName, depth } : UNKNOWN;
  }
}

function refuseMisplaced(struct: StructRead, places: Places, author: UpdateAuthor): void {
  const { content } = struct;
  if (content.kind === 'collected' || content.kind === 'hole' || content.kind === 'deleted') return;
  if (content.kind === 'element' && !isArticleNode(content.name)) {
    throw new RangeError(`no article holds a ${content.name.slice(0, 40)}`);
  }
  if (content.kind === 'format' && !mayFormat(content.key, content.value)) {
    throw new RangeError(`letters cannot be ${content.key.slice(0, 40)}`);
  }
  const { parent, key } = places.of(struct);
  if ('depth' in parent && parent.depth >= DEEPEST_BLOCK)
    throw new RangeError('blocks in blocks without end');
  switch (parent.kind) {
    case 'unknown':
      return;
    case 'runs':
      if (author.runId === null || key !== author.runId || !isRunCursor(content)) {
        throw new RangeError('a cursor that is not the writer’s own');
      }
      return;
    case 'text':
      if (key !== null || (content.kind !== 'characters' && content.kind !== 'format')) {
        throw new RangeError(`a text holds letters, not ${content.kind}`);
      }
      return;
    case 'article':
    case 'element': {
      const name = parent.kind === 'article' ? 'doc' : parent.name;
      if (key === null) refuseChild(name, content);
      else if (content.kind !== 'values' || !mayHaveAttribute(name, key, content.values[0])) {
        throw new RangeError(`a ${name} has no such attribute ${key.slice(0, 40)}`);
      }
    }
  }
}

function refuseChild(name: string, content: StructRead['content']): void {
  const child = content.kind === 'element' ? content.name : content.kind === 'text' ? TEXT_CHILD : null;
  if (child === null || !mayHold(name, child)) {
    throw new RangeError(`a ${name} cannot hold ${child ?? content.kind}`);
  }
}

/** `{ consumed, cursor }`: characters of stored output that were typed, and a relative position in base64. */
function isRunCursor(content: StructRead['content']): boolean {
  if (content.kind !== 'values') return false;
  const value = content.values[0];
  if (typeof value !== 'object' || value === null) return false;
  return JSON.stringify(value).length <= 1_000;
}

/** Of an update without new structs: whether it deletes anything that still stands, and what. */
function judgeDeletes(deletes: readonly DeleteRange[], document: Y.Doc): UpdateVerdict {
  let deletesFormats = false;
  for (const range of deletes) {
    const standing = standingIn(range, document);
    if (standing === 'letters') return { verdict: 'accept', clientIds: [] };
    if (standing === 'formats') deletesFormats = true;
  }
  return { verdict: deletesFormats ? 'clean-up' : 'nothing-new' };
}
