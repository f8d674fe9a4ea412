// Folding and compaction are killed with -9 at their writes. The log replays to the same text, each row once.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { connectDatabase, type DatabasePlace, migrateDatabase } from '../connect.ts';
import { buildDatabase } from '../testing/build-database.ts';
import { buildLongLog } from '../testing/build-long-log.ts';
import { ownerOf } from '../testing/owner.ts';
import { documentFromLog, loadLog } from './load.ts';
import { readRows } from './read-rows.ts';

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);
const ROWS = 150;

test('kill -9 in the middle of folding or of a snapshot: no row is lost or doubled, and the next one goes on', async () => {
  const { place, cleanUp } = await buildPlace();
  const { documentId, log } = await inDatabase(place, (owner) => buildLongLog(owner, ROWS, 11));
  const whole = Y.encodeStateAsUpdateV2(log.document(ROWS, false));
  const killedAt: string[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const child = startFolding(place, documentId);
    // The last one may finish.
    if (round < ROUNDS) killedAt.push(await killAtWrite(child, 1 + Math.floor(Math.random() * 6)));
    else expect(await child.lastLine()).toBe('done');
    await inDatabase(place, async (_owner, database) => {
      const sequences: number[] = [];
      for await (const rows of readRows(database, documentId, { after: 0 }))
        sequences.push(...rows.map((row) => row.sequence));
      expect(sequences).toEqual(log.rows.map((row) => row.sequence));
      const loaded = await loadLog(database, documentId);
      expect(loaded).toMatchObject({ sequence: ROWS, corruptSnapshots: [] });
      expect(Y.encodeStateVector(documentFromLog(loaded))).toEqual(Y.encodeStateVector(log.document(ROWS)));
    });
  }
  await inDatabase(place, async (owner, database) => {
    const [left] = await owner.sql('select count(*)::integer as rows from document_updates');
    expect(left).toEqual({ rows: 1 });
    await owner.sql('delete from document_snapshots');
    const document = documentFromLog(await loadLog(database, documentId), { gc: false });
    expect(Y.encodeStateAsUpdateV2(document)).toEqual(whole);
  });
  await cleanUp();
  console.info(`killed at ${killedAt.join(', ')}`);
}, 120_000);

async function buildPlace(): Promise<{ place: DatabasePlace; cleanUp: () => Promise<void> }> {
  if (process.env.TEST_DATABASE_URL) {
    const built = await buildDatabase();
    return { place: built.place, cleanUp: built.drop };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'hamnevis-fold-kill-'));
  return { place: { dataDir }, cleanUp: async () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** An embedded database is one process's at a time: it is opened for the work and closed after it. */
async function inDatabase<Result>(
  place: DatabasePlace,
  work: (
    owner: Awaited<ReturnType<typeof ownerOf>>,
    database: Awaited<ReturnType<typeof connectDatabase>>,
  ) => Promise<Result>,
): Promise<Result> {
  const database = await connectDatabase(place);
  await migrateDatabase(database, place);
  const owner = await ownerOf(database, place);
  try {
    return await work(owner, database);
  } finally {
    await owner.close();
    await database.close();
  }
}

interface FoldingProcess {
  child: ChildProcess;
  lines: string[];
  exited: Promise<void>;
  lastLine(): Promise<string | undefined>;
}

function startFolding(place: DatabasePlace, documentId: string): FoldingProcess {
  const script = fileURLToPath(new URL('../testing/folding-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(place), documentId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const lines: string[] = [];
  child.stdout?.on('data', (data: Buffer) => lines.push(...data.toString().trim().split('\n')));
  return {
    child,
    lines,
    exited,
    lastLine: async () => {
      await exited;
      return lines.at(-1);
    },
  };
}

/** Kills it a few milliseconds after its `count`th write began; answers which that was. */
async function killAtWrite({ child, lines, exited }: FoldingProcess, count: number): Promise<string> {
  await expect
    .poll(() => lines.length >= count || child.exitCode !== null, { timeout: 30_000, interval: 1 })
    .toBe(true);
  await pause(Math.random() * 3);
  child.kill('SIGKILL');
  await exited;
  return lines.at(-1) ?? 'nothing';
}
