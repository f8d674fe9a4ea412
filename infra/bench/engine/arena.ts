// Everybody who takes part in one run, started when a row first asks for them, and the documents that they are given.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { startPostgresCluster } from '../../src/services/postgres-cluster.ts';
import { readTrace } from '../history/editing-trace.ts';
import { measured } from '../pinned.ts';
import { type Contestant, startContestant } from './contestants.ts';
import type { Address } from './load/peer.ts';

export type Entrant = 'ours' | 'oursPglite' | 'stock' | 'stockDatabase' | 'relay';

export interface Arena {
  readonly isQuick: boolean;
  /** Rounds by turns; the medians count. */
  readonly rounds: number;
  /** A superuser's URL of the Postgres that everybody stores in. */
  readonly databaseUrl: string;
  readonly notes: Set<string>;
  get(entrant: Entrant): Promise<Contestant>;
  /** A document of its own of this contestant. */
  document(entrant: Entrant): Promise<Address>;
  /** Runs a file of `load/` on the core of the load. */
  load<Found>(file: string, asked: unknown): Promise<Found>;
  /** A file with the state that so many edits of a real article left. */
  stateFile(edits: 'small' | 'large'): { path: string; edits: number; bytes: number };
  /** A folder that goes with the run. */
  folder(name: string): string;
}

const SMALL_EDITS = 8_000;

export async function openArena(isQuick: boolean): Promise<Arena & { close(): Promise<void> }> {
  const cluster = await startPostgresCluster({ durable: true });
  if (!cluster.had) throw new Error(`no Postgres: ${cluster.reason}`);
  const { url, stop } = cluster.value;
  const root = mkdtempSync(join(tmpdir(), 'hamnevis-bench-'));
  const started = new Map<Entrant, Promise<Contestant>>();
  const states = new Map<string, { path: string; edits: number; bytes: number }>();
  const notes = new Set<string>();
  const settings = { COLLAB_UPDATES_PER_SECOND: '100000' };
  const ours = (place: unknown) => JSON.stringify({ place, settings });
  const start: Record<Entrant, () => Promise<Contestant>> = {
    ours: () => startContestant({ name: 'ours', file: 'ours', argument: ours({ url }) }),
    oursPglite: () =>
      startContestant({
        name: 'ours on PGlite',
        file: 'ours',
        argument: ours({ dataDir: join(root, 'pglite') }),
      }),
    stock: () => startContestant({ name: 'stock, in memory', file: 'stock' }),
    stockDatabase: () => startContestant({ name: 'stock with its database', file: 'stock', argument: url }),
    relay: () => startContestant({ name: 'bare relay', file: 'relay' }),
  };
  function get(entrant: Entrant): Promise<Contestant> {
    const known = started.get(entrant) ?? start[entrant]();
    started.set(entrant, known);
    return known;
  }

  return {
    isQuick,
    rounds: Number(process.env.BENCH_ROUNDS ?? (isQuick ? 2 : 5)),
    databaseUrl: url,
    notes,
    get,
    async document(entrant) {
      const [address] = await (await get(entrant)).documents(1);
      return address as Address;
    },
    load: (file, asked) => measured('load', new URL(`load/${file}.ts`, import.meta.url), [], asked),
    stateFile(size) {
      const known = states.get(size);
      if (known) return known;
      const { name, edits } = readTrace();
      notes.add(`Edits: ${name}.`);
      const made = writeState(
        join(root, `${size}.bin`),
        size === 'small' ? edits.slice(0, SMALL_EDITS) : edits,
      );
      states.set(size, made);
      return made;
    },
    folder: (name) => join(root, name),
    async close() {
      for (const contestant of started.values()) await contestant.then(({ kill }) => kill()).catch(() => {});
      await stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function writeState(path: string, edits: ReturnType<typeof readTrace>['edits']) {
  const document = new Y.Doc();
  const text = new Y.XmlText();
  document.transact(() => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [text]);
    document.getXmlFragment('default').insert(0, [paragraph]);
  });
  for (const patches of edits) {
    document.transact(() => {
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted);
        if (inserted) text.insert(position, inserted, {});
      }
    });
  }
  const state = Y.encodeStateAsUpdate(document);
  writeFileSync(path, state);
  return { path, edits: edits.length, bytes: state.length };
}
