import type { Role } from '@hamnevis/core/access/roles';
import { historyWork } from '@hamnevis/core/history/history-work';
import { countWorkOfVersions, makeAutomaticVersion } from '@hamnevis/db/queries/automatic-versions';
import { historyStanding } from '@hamnevis/db/queries/history-queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { articleIn, blocksInto, editAs, linesIn, paragraph } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'desk');
});
afterAll(() => api.drop());

const idOf = (role: Role) => team.people[role].person.id;
const post = (role: Role, path: string, body: unknown) =>
  api.request('POST', `/api/v1/documents/${path}`, { token: team.people[role].token, body });
const write = (id: string, text: string, role: Role = 'writer') =>
  editAs(api, id, idOf(role), (article) => blocksInto(article, paragraph(text)));
const kindsOf = async (id: string) =>
  (await rowsOf(api.database, 'select kind from versions where document_id = $1 order by number', [id])).map(
    (row) => row.kind,
  );

test('a version shows the text of its moment, whatever came after', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  const then = await articleIn(api, id);
  const made = await post('writer', `${id}/versions`, { name: 'پیش از بازبینی', note: 'بند یکم' });
  expect(made.body).toMatchObject({ number: 1, sequence: 2, kind: 'named', name: 'پیش از بازبینی' });
  await editAs(api, id, idOf('writer'), (article) => article.delete(0, article.length));
  await write(id, 'دوم');
  const opened = await api.request('GET', `/api/v1/versions/${made.body.id}`, {
    token: team.people.viewer.token,
  });
  expect(opened.body.content).toEqual(then);
});

test('a version needs no snapshot: without one it is rebuilt from the log', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  const then = await articleIn(api, id);
  const made = await post('writer', `${id}/versions`, { name: 'v' });
  await write(id, 'دوم');
  const open = () =>
    api.request('GET', `/api/v1/versions/${made.body.id}`, { token: team.people.viewer.token });
  const [pinned] = await rowsOf(
    api.database,
    'select sequence from document_snapshots where document_id = $1 and pinned',
    [id],
  );
  expect(Number(pinned?.sequence)).toBe(2);
  await rowsOf(api.database, "update document_snapshots set state = '\\x00' where document_id = $1", [id]);
  expect((await open()).body.content).toEqual(then);
  await rowsOf(api.database, 'delete from document_snapshots where document_id = $1', [id]);
  expect((await open()).body.content).toEqual(then);
});

test('versions made at once get numbers of their own, and pages give each once', async () => {
  const id = await buildDocument(api, team);
  await Promise.all(
    Array.from({ length: 7 }, (_, count) => post('writer', `${id}/versions`, { name: `${count}` })),
  );
  const numbers: number[] = [];
  for (let cursor = ''; ; ) {
    const page = await api.request('GET', `/api/v1/documents/${id}/versions?limit=3${cursor}`, {
      token: team.people.viewer.token,
    });
    numbers.push(...page.body.items.map((item: { number: number }) => item.number));
    if (page.body.nextCursor === null) break;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
  expect(numbers).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test('a restore is a forward edit that gives exactly the old text, and can itself be taken back', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  await write(id, 'دوم');
  const old = await articleIn(api, id);
  const version = await post('writer', `${id}/versions`, { name: 'خوب' });
  await editAs(api, id, idOf('writer'), (article) => {
    article.delete(1, 1);
    blocksInto(article, paragraph('سوم'));
  });
  const spoilt = await articleIn(api, id);
  const grew = api.listen('log-grew');
  const restored = await post('writer', `${id}/restore`, { versionId: version.body.id });
  expect(restored.body).toEqual({ sequence: 5, changed: true, block: null });
  expect(await articleIn(api, id)).toEqual(old);
  const [row] = await rowsOf(
    api.database,
    'select kind, actor_id from document_updates where document_id = $1 and sequence = 5',
    [id],
  );
  expect(row).toEqual({ kind: 'restore', actor_id: idOf('writer') });
  await expect.poll(() => grew).toMatchObject([{ documentId: id, sequence: 5 }]);

  expect(await kindsOf(id)).toEqual(['named', 'before-restore']);
  const list = await api.request('GET', `/api/v1/documents/${id}/versions`, {
    token: team.people.viewer.token,
  });
  await post('writer', `${id}/restore`, { versionId: list.body.items[0].id });
  expect(await articleIn(api, id)).toEqual(spoilt);
});

test('restoring what stands already writes nothing', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  const version = await post('writer', `${id}/versions`, { name: 'خوب' });
  const restored = await post('writer', `${id}/restore`, { versionId: version.body.id });
  expect(restored.body).toEqual({ sequence: 2, changed: false, block: null });
  expect(await kindsOf(id)).toEqual(['named']);
});

test('an approved text is restored over by nobody, and one in review not by a writer', async () => {
  const id = await buildDocument(api, team);
  const version = await post('writer', `${id}/versions`, { name: 'آغاز' });
  await write(id, 'یکم');
  await post('writer', `${id}/transitions`, { to: 'review' });
  expect((await post('writer', `${id}/restore`, { versionId: version.body.id })).body.type).toBe(
    '/problems/role-forbids',
  );
  await post('editor', `${id}/transitions`, { to: 'approved' });
  const refused = await post('admin', `${id}/restore`, { versionId: version.body.id });
  expect(refused.body.type).toBe('/problems/status-forbids');
  expect(await linesIn(api, id)).toEqual(['', 'یکم']);
  expect(await kindsOf(id)).toEqual(['named', 'before-status', 'approval']);
});

test('people who type while a restore runs lose nothing of it', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  const version = await post('writer', `${id}/versions`, { name: 'خوب' });
  await write(id, 'زاید');
  const [restored, ...typed] = await Promise.all([
    post('editor', `${id}/restore`, { versionId: version.body.id }),
    ...Array.from({ length: 12 }, (_, count) =>
      editAs(api, id, idOf('writer'), (article) => {
        const block = article.get(1) as Y.XmlElement;
        (block.get(0) as Y.XmlText).insert(0, String.fromCharCode(97 + count));
      }),
    ),
  ]);
  expect(restored.status).toBe(200);
  expect(typed.every((answer) => answer.outcome === 'ok')).toBe(true);
  const [, second] = await linesIn(api, id);
  const afterRestore = await rowsOf(
    api.database,
    "select sequence from document_updates where document_id = $1 and kind = 'restore'",
    [id],
  );
  const [at] = afterRestore;
  const later = typed.filter((answer) => 'sequence' in answer && answer.sequence > Number(at?.sequence));
  for (const answer of later) {
    const letter = String.fromCharCode(97 + typed.indexOf(answer));
    expect(second).toContain(letter);
  }
  expect(second).toContain('یکم');
});

test('a restore is taken back whole, and what was written since stays', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  await write(id, 'دوم', 'editor');
  const version = await post('writer', `${id}/versions`, { name: 'v1' });
  await write(id, 'سوم');
  await editAs(api, id, idOf('editor'), (article) => {
    ((article.get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(3, ' دراز');
  });
  const restored = await post('writer', `${id}/restore`, { versionId: version.body.id });
  expect(await linesIn(api, id)).toEqual(['', 'یکم', 'دوم']);
  await editAs(api, id, idOf('editor'), (article) => {
    ((article.get(2) as Y.XmlElement).get(0) as Y.XmlText).insert(3, ' پس از آن');
  });
  await write(id, 'چهارم', 'editor');
  const undo = (role: 'viewer' | 'writer', sequence: number) =>
    post(role, `${id}/restore/undo`, { sequence });
  expect((await undo('viewer', restored.body.sequence)).status).toBe(403);
  // Only a restore is one.
  expect((await undo('writer', 3)).status).toBe(422);
  expect((await undo('writer', 99)).status).toBe(422);
  const back = await undo('writer', restored.body.sequence);
  expect(back.body).toMatchObject({ changed: true, block: null });
  expect(await linesIn(api, id)).toEqual(['', 'یکم دراز', 'دوم پس از آن', 'چهارم', 'سوم']);
  // Taken back once, there is nothing left of it; taking that back restores again.
  expect((await undo('writer', restored.body.sequence)).body.changed).toBe(false);
  expect((await undo('writer', back.body.sequence)).body.changed).toBe(true);
  expect(await linesIn(api, id)).toEqual(['', 'یکم', 'دوم پس از آن', 'چهارم']);
  expect(await kindsOf(id)).toEqual(['named', 'before-restore', 'before-restore', 'before-restore']);
  // Words that came back have their first author.
  const { body } = await api.request('GET', `/api/v1/documents/${id}/replay/${back.body.sequence}`, {
    token: team.people.viewer.token,
  });
  const long = body.blocks.find((block: { text: string }) => block.text === 'یکم دراز');
  expect(long.runs.map((run: { author: number }) => body.authors[run.author].person.name)).toEqual([
    'desk writer',
    'desk editor',
  ]);
});

/** Lets the rows of a text be written so long ago. */
const age = (id: string, seconds: number, sequences: string) =>
  rowsOf(
    api.database,
    `update document_updates set created_at = now() - $2 * interval '1 second'
     where document_id = $1 and sequence ${sequences}`,
    [id, seconds],
  );
/** What the worker does for a document that it takes out of the queue. */
const due = async (documentId: string) => {
  const standing = await historyStanding(api.programs, documentId);
  if (!standing || !historyWork(standing, { foldAfterMs: Number.POSITIVE_INFINITY }).version) return false;
  const personId = standing.lastWriter;
  return makeAutomaticVersion(api.programs, { documentId, organizationId: team.organization.id, personId });
};

test('a text gets a version when it comes to rest, and one for each ten minutes of writing; never for nothing', async () => {
  const id = await buildDocument(api, team);
  await age(id, 3600, '= 1');
  expect(await due(id)).toBe(false);
  await write(id, 'یکم');
  expect(await due(id)).toBe(false);
  await age(id, 121, '= 2');
  expect(await due(id)).toBe(true);
  expect(await due(id)).toBe(false);

  await write(id, 'دوم', 'editor');
  await write(id, 'سوم', 'editor');
  await age(id, 590, '= 3');
  expect(await due(id)).toBe(false);
  await age(id, 601, '= 3');
  expect(await due(id)).toBe(true);
  const list = await api.request('GET', `/api/v1/documents/${id}/versions`, {
    token: team.people.viewer.token,
  });
  expect(list.body.items).toMatchObject([
    { number: 2, sequence: 4, kind: 'automatic', createdBy: { id: idOf('editor') } },
    { number: 1, sequence: 2, kind: 'automatic', createdBy: { id: idOf('writer') }, name: null },
  ]);
});

test('what is in the trash gets no version', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  await age(id, 3600, '> 0');
  await api.request('DELETE', `/api/v1/documents/${id}`, { token: team.people.editor.token });
  expect(await due(id)).toBe(false);
});

test('what stood before a change of status or a run of the co-writer is a version, once', async () => {
  const id = await buildDocument(api, team);
  await post('writer', `${id}/ai-runs`, { kind: 'draft', topic: 'x' });
  expect(await kindsOf(id)).toEqual([]);
  await write(id, 'یکم');
  const heard = api.listen('document-changed');
  await post('writer', `${id}/ai-runs`, { kind: 'draft', topic: 'x' });
  await post('writer', `${id}/ai-runs`, { kind: 'draft', topic: 'y' });
  expect(await kindsOf(id)).toEqual(['before-run']);
  await expect.poll(() => heard).toContainEqual({ documentId: id, what: 'versions' });
  await write(id, 'دوم');
  await post('writer', `${id}/transitions`, { to: 'in_progress' });
  await post('writer', `${id}/transitions`, { to: 'review' });
  expect(await kindsOf(id)).toEqual(['before-run', 'before-status']);
  const [row] = await rowsOf(
    api.database,
    "select sequence, status from versions where document_id = $1 and kind = 'before-status'",
    [id],
  );
  expect([Number(row?.sequence), row?.status]).toEqual([3, 'draft']);
});

test('a version says who wrote since the one before, and how many letters came and went', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یک دو');
  await post('writer', `${id}/versions`, { name: 'v1' });
  await write(id, 'سه', 'editor');
  await editAs(api, id, idOf('writer'), (article) => {
    const text = (article.get(1) as Y.XmlElement).get(0) as Y.XmlText;
    text.delete(0, 3);
    text.insert(2, ' چهار پنج');
  });
  const second = await post('writer', `${id}/versions`, { name: 'v2' });
  expect(second.body.changes).toBeNull();
  await post('writer', `${id}/versions`, { name: 'v3' });
  while ((await countWorkOfVersions(api.programs)).size > 0);
  const { body } = await api.request('GET', `/api/v1/documents/${id}/versions`, {
    token: team.people.viewer.token,
  });
  const [third, two, one] = body.items.map((item: { changes: unknown }) => item.changes);
  expect(third).toEqual({ inserted: 0, deleted: 0, authors: [] });
  expect(two).toMatchObject({
    inserted: 11,
    deleted: 3,
    authors: [
      { person: { name: 'desk writer' }, runId: null, inserted: 9, deleted: 3 },
      { person: { name: 'desk editor' }, inserted: 2, deleted: 0 },
    ],
  });
  expect(one).toMatchObject({ inserted: 5, deleted: 0 });
});
