// A real article's life as a log: a trace of single edits, written by one or several people in turns, with the pauses
// that people make.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { seededRandom } from '@hamnevis/core/history/testing/random-edits';
import * as Y from 'yjs';

type Patch = [position: number, deleted: number, inserted: string];

const TRACE = 'automerge-paper.json.gz';
const GENERATED_EDITS = 30_000;
/** People take turns after so many edits. */
const TURN = 400;

/** The edits of the trace in `TRACES_DIR`, or of a generated one, and which it is. */
export function readTrace(): { name: string; edits: Patch[][] } {
  const file = join(process.env.TRACES_DIR ?? '', TRACE);
  if (process.env.TRACES_DIR && existsSync(file)) {
    const trace = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { txns: { patches: Patch[] }[] };
    return { name: TRACE, edits: trace.txns.map((transaction) => transaction.patches) };
  }
  return { name: `generated, ${GENERATED_EDITS} edits (TRACES_DIR is not set)`, edits: generatedTrace() };
}

/** Typing with corrections, now and then at another place. */
function generatedTrace(): Patch[][] {
  const random = seededRandom(1);
  const letters = 'eeetaoinshrdlu  ';
  let [length, caret] = [0, 0];
  return Array.from({ length: GENERATED_EDITS }, (): Patch[] => {
    if (random() < 0.01) caret = Math.floor(random() * (length + 1));
    if (caret > 0 && random() < 0.25) {
      caret -= 1;
      length -= 1;
      return [[caret, 1, '']];
    }
    const patch: Patch = [caret, 0, letters[Math.floor(random() * letters.length)] as string];
    caret += 1;
    length += 1;
    return [patch];
  });
}

/** The rows that so many people would have left who wrote the trace in turns, and the document at the end. */
export function writeLog(edits: readonly Patch[][], people: number): { rows: LogRow[]; document: Y.Doc } {
  const random = seededRandom(7);
  const document = new Y.Doc({ gc: false });
  const actors = Array.from({ length: people }, (_, index) => ({
    id: randomUUID(),
    clientId: 1_000_000_000 + 77 * index,
  }));
  const rows: LogRow[] = [];
  let nowMs = Date.UTC(2026, 0, 5, 8);
  let turn = 0;
  const actor = () => actors[turn % people] as (typeof actors)[number];
  document.on('update', (update: Uint8Array) => {
    nowMs += pauseMs(random);
    rows.push({
      sequence: rows.length + 1,
      update,
      actorId: actor().id,
      runId: null,
      kind: 'edit',
      createdAtMs: Math.round(nowMs),
    });
  });
  const text = new Y.XmlText();
  document.transact(() => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [text]);
    document.getXmlFragment(ARTICLE_FRAGMENT).insert(0, [paragraph]);
  });
  for (const [index, patches] of edits.entries()) {
    if (index % TURN === 0) turn += 1;
    document.clientID = actor().clientId;
    document.transact(() => {
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted);
        if (inserted) text.insert(position, inserted, {});
      }
    });
  }
  return { rows, document };
}

/** Letters follow one another fast; some after a thought, few after a cup of tea or a night. */
function pauseMs(random: () => number): number {
  const dice = random();
  if (dice < 0.9) return 90 + random() * 250;
  if (dice < 0.985) return 500 + random() * 3_000;
  if (dice < 0.9995) return 5_000 + random() * 60_000;
  return 3_600_000 * (1 + random() * 12);
}
