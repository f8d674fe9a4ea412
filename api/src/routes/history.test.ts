import { randomUUID } from 'node:crypto';
import { editUpdate, freshClientId } from '@hamnevis/core/document/edit-update';
import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { articleOf, plainText } from '@hamnevis/core/document/yjs';
import { appendUpdates } from '@hamnevis/db/log/append';
import { foldLog } from '@hamnevis/db/log/fold-log';
import { keepSnapshotBeyond } from '@hamnevis/db/log/keep-snapshot';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { claimRun } from '@hamnevis/db/queries/ai-runs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { blocksInto, editAs, paragraph, rightsOf } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'desk');
});
afterAll(() => api.drop());

type Role = 'writer' | 'editor' | 'viewer';
const idOf = (role: Role) => team.people[role].person.id;
const get = (path: string, role: Role = 'viewer') =>
  api.request('GET', `/api/v1/documents/${path}`, { token: team.people[role].token });
const post = (path: string, body: unknown, role: Role = 'writer') =>
  api.request('POST', `/api/v1/documents/${path}`, { token: team.people[role].token, body });
const write = (id: string, text: string, role: Role = 'writer') =>
  editAs(api, id, idOf(role), (article) => blocksInto(article, paragraph(text)));
const textOf = (article: Y.XmlFragment, block: number) =>
  (article.get(block) as Y.XmlElement).get(0) as Y.XmlText;

/** What the co-writer writes for the writer. */
async function writeByRun(id: string, text: string): Promise<string> {
  const asked = await post(`${id}/ai-runs`, { kind: 'draft', topic: 'x' });
  const run = await claimRun(api.programs, asked.body.id);
  const clientId = freshClientId();
  const document = documentFromLog(await loadLog(api.database, id), { gc: false });
  const update = editUpdate(document, clientId, (edited) =>
    blocksInto(edited.getXmlFragment(ARTICLE_FRAGMENT), paragraph(text, asked.body.id)),
  );
  const [answer] = await appendUpdates(api.database, [
    {
      documentId: id,
      requestId: randomUUID(),
      update: update as Uint8Array,
      actorId: idOf('writer'),
      run: { id: asked.body.id, attempt: run?.attempt ?? 0 },
      kind: 'edit',
      clientIds: [clientId],
      ...(await rightsOf(api, id, idOf('writer'))),
    },
  ]);
  expect(answer?.outcome).toBe('ok');
  return asked.body.id;
}

test('authorship names who wrote which letters, people and the co-writer apart, with shares that add up', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'کتاب خوب');
  await editAs(api, id, idOf('editor'), (article) => textOf(article, 1).insert(4, ' بسیار'));
  const runId = await writeByRun(id, 'سه واژه تازه');
  const pasted = 'متنی بلند که یک‌باره آمد و هیچ‌کس آن را حرف به حرف ننوشته است';
  await write(id, pasted, 'editor');
  const { status, body } = await get(`${id}/authorship`);
  expect(status).toBe(200);
  expect(body.sequence).toBe(5);
  const authorOf = (run: { author: number }) => body.authors[run.author];
  expect(body.blocks.map((block: { text: string }) => block.text)).toEqual([
    '',
    'کتاب بسیار خوب',
    'سه واژه تازه',
    pasted,
  ]);
  const [first, second, third] = body.blocks[1].runs;
  expect([first, second, third].map((run) => [run.from, run.to, authorOf(run).person.id, run.how])).toEqual([
    [0, 4, idOf('writer'), 'typed'],
    [4, 10, idOf('editor'), 'typed'],
    [10, 14, idOf('writer'), 'typed'],
  ]);
  expect(body.blocks[2].runs).toMatchObject([{ from: 0, to: 12, how: 'ai' }]);
  expect(authorOf(body.blocks[2].runs[0])).toMatchObject({ person: { id: idOf('writer') }, runId });
  expect(body.blocks[3].runs).toMatchObject([{ how: 'pasted' }]);
  expect(body.ai).toEqual({ characters: 10, words: 3 });
  expect(body.authors.find((one: { runId: string | null }) => one.runId === runId)).toMatchObject({
    person: { name: 'desk writer' },
    words: 3,
    how: { ai: 10 },
  });
  const sum = (field: string) =>
    body.authors.reduce((total: number, one: Record<string, number>) => total + (one[field] ?? 0), 0);
  expect(sum('characters')).toBe(body.characters);
  expect(sum('words')).toBe(body.words);
});

test('authorship of an older moment, and of none', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'یکم');
  await editAs(api, id, idOf('editor'), (article) => {
    article.delete(1, 1);
    blocksInto(article, paragraph('دوم'));
  });
  const older = await get(`${id}/authorship?at=2`);
  expect(older.body).toMatchObject({ sequence: 2, authors: [{ person: { id: idOf('writer') } }] });
  expect(older.body.blocks.map((block: { text: string }) => block.text)).toEqual(['', 'یکم']);
  expect((await get(`${id}/authorship`)).body.authors).toMatchObject([{ person: { id: idOf('editor') } }]);
  const beyond = await get(`${id}/authorship?at=4`);
  expect([beyond.status, beyond.body.issues]).toEqual([422, [{ path: 'at', message: 'the log ends at 3' }]]);
  expect((await get(`${id}/authorship?at=0`)).body).toMatchObject({ sequence: 0, blocks: [], authors: [] });
});

test('changes are shown block by block and word by word, each with its author', async () => {
  const id = await buildDocument(api, team, 'نام نخست');
  const longer = 'بندی که جا عوض می‌کند و چند واژه دارد تا شناخته شود';
  await write(id, 'راه‌آهن تهران کهنه شد');
  await write(id, 'این بند خواهد رفت');
  await write(id, 'بندی که می‌ماند');
  await write(id, 'بند دیگری که می‌ماند');
  await write(id, longer);
  const version = await post(`${id}/versions`, { name: 'پیش' });
  await editAs(api, id, idOf('editor'), (article) => {
    const text = textOf(article, 1);
    text.delete(14, 4);
    text.insert(14, 'نو');
    article.delete(2, 1);
  });
  await editAs(api, id, idOf('writer'), (article) => {
    const moved = (article.get(4) as Y.XmlElement).clone() as Y.XmlElement;
    article.delete(4, 1);
    article.insert(1, [moved]);
  });
  const runId = await writeByRun(id, 'بند هم‌نویس');
  const title = await api.request('GET', `/api/v1/documents/${id}`, { token: team.people.writer.token });
  await api.request('PATCH', `/api/v1/documents/${id}`, {
    token: team.people.writer.token,
    body: { title: 'نام دوم' },
    headers: { 'If-Match': title.headers.get('etag') as string },
  });

  const { status, body } = await get(`${id}/diff?from=${version.body.id}`);
  expect(status).toBe(200);
  expect(body.from).toEqual({ sequence: 6, versionId: version.body.id, title: 'نام نخست' });
  expect(body.to).toEqual({ sequence: 9, versionId: null, title: 'نام دوم' });
  expect(body.hasAuthors).toBe(true);
  const authorOf = (index: number | null) => (index === null ? null : body.authors[index]);
  const [, moved, changed, removed, , , added] = body.blocks;
  expect(body.blocks.map((block: { kind: string }) => block.kind)).toEqual([
    'same',
    'moved',
    'changed',
    'removed',
    'same',
    'same',
    'added',
  ]);
  expect(moved).toMatchObject({ moved: true, older: 5, newer: 1, parts: [] });
  const words = changed.parts.map((part: { kind: string; text: string; author: number | null }) => [
    part.kind,
    part.text,
    authorOf(part.author)?.person.name ?? null,
  ]);
  expect(words).toContainEqual(['removed', 'کهنه', 'desk editor']);
  expect(words).toContainEqual(['added', 'نو', 'desk editor']);
  expect(words[0]).toEqual(['same', 'راه‌آهن تهران ', null]);
  expect(authorOf(removed.author)).toMatchObject({ person: { id: idOf('editor') }, runId: null });
  expect(authorOf(added.author)).toMatchObject({ person: { id: idOf('writer') }, runId });
  expect(body.size).toMatchObject({ added: 2 + 10, blocks: 4 });

  const back = await get(`${id}/diff?from=9&to=6`);
  expect(back.body.from).toMatchObject({ sequence: 9, title: 'نام دوم' });
  expect(back.body.to).toMatchObject({ sequence: 6, versionId: null, title: null });
  const none = await get(`${id}/diff?from=now&to=now`);
  expect(new Set(none.body.blocks.map((block: { kind: string }) => block.kind))).toEqual(new Set(['same']));
});

test('tables are compared cell by cell, and attributes by name', async () => {
  const id = await buildDocument(api, team);
  const cell = (text: string) => ({ type: 'tableCell', content: [paragraph(text)] });
  await editAs(api, id, idOf('writer'), (article) =>
    blocksInto(
      article,
      { type: 'table', content: [{ type: 'tableRow', content: [cell('الف'), cell('ب')] }] },
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'عنوان' }] },
    ),
  );
  await editAs(api, id, idOf('editor'), (article) => {
    const row = (article.get(1) as Y.XmlElement).get(0) as Y.XmlElement;
    const text = ((row.get(1) as Y.XmlElement).get(0) as Y.XmlElement).get(0) as Y.XmlText;
    text.insert(1, 'پ');
    (article.get(2) as Y.XmlElement).setAttribute('level', 3 as unknown as string);
  });
  const { body } = await get(`${id}/diff?from=2&to=3`);
  const [, table, heading] = body.blocks;
  const cells = table.children[0].children;
  expect(cells.map((one: { kind: string }) => one.kind)).toEqual(['same', 'changed']);
  const parts = cells[1].children[0].parts.map((part: { kind: string; text: string; author: number }) => [
    part.kind,
    part.text,
    body.authors[part.author]?.person.name,
  ]);
  // The word is new as a whole; its letters are each their author's. Who removed the old word removed no letter.
  expect(parts).toContainEqual(['added', 'پ', 'desk editor']);
  const [attribute] = heading.attributes;
  expect(attribute).toMatchObject({ name: 'level', before: 2, after: 3 });
  expect(body.authors[attribute.author].person.id).toBe(idOf('editor'));
});

test('a comparison takes no version of another document, none that never was, and no moment that is not yet', async () => {
  const id = await buildDocument(api, team);
  const other = await buildDocument(api, team);
  const foreign = await post(`${other}/versions`, { name: 'v' });
  for (const versionId of [foreign.body.id, randomUUID()]) {
    const refused = await get(`${id}/diff?from=1&to=${versionId}`);
    expect([refused.status, refused.body.type, refused.body.detail]).toEqual([
      404,
      '/problems/not-found',
      'to: this document has no such version',
    ]);
  }
  const beyond = await get(`${id}/diff?from=2`);
  expect([beyond.status, beyond.body.issues]).toEqual([
    422,
    [{ path: 'from', message: 'the log ends at 1' }],
  ]);
  expect((await get(`${id}/diff`)).status).toBe(422);
  expect((await get(`${id}/diff?from=yesterday`)).status).toBe(422);
});

test('one block comes back and everything else stays; it is a restore that can be taken back', async () => {
  const id = await buildDocument(api, team);
  await write(id, 'بند یکم');
  await write(id, 'بند دوم که خواهد رفت');
  const version = await post(`${id}/versions`, { name: 'v' });
  await editAs(api, id, idOf('editor'), (article) => {
    article.delete(2, 1);
    textOf(article, 1).insert(0, 'تازه: ');
    blocksInto(article, paragraph('چیزی به کلی دیگر در پایان نوشته آمد'));
  });
  const restored = await post(`${id}/restore`, { versionId: version.body.id, block: 2 });
  expect(restored.body).toEqual({ sequence: 5, changed: true, block: 2 });
  const { body } = await get(`${id}/authorship`);
  expect(body.blocks.map((block: { text: string }) => block.text)).toEqual([
    '',
    'تازه: بند یکم',
    'بند دوم که خواهد رفت',
    'چیزی به کلی دیگر در پایان نوشته آمد',
  ]);
  // The text came back by a restore of the writer's; its letters are still their first author's.
  expect(body.authors[body.blocks[2].runs[0].author].person.id).toBe(idOf('writer'));
  const [row] = await rowsOf(
    api.database,
    'select kind from document_updates where document_id = $1 and sequence = 5',
    [id],
  );
  expect(row?.kind).toBe('restore');
  const versions = await get(`${id}/versions`);
  expect(versions.body.items.map((item: { kind: string }) => item.kind)).toEqual(['before-restore', 'named']);

  const again = await post(`${id}/restore`, { versionId: version.body.id, block: 2 });
  expect(again.body).toEqual({ sequence: 5, changed: false, block: null });
  const none = await post(`${id}/restore`, { versionId: version.body.id, block: 3 });
  expect([none.status, none.body.issues[0].path]).toEqual([422, 'block']);
  expect((await post(`${id}/restore`, { versionId: version.body.id, block: 2 }, 'viewer')).status).toBe(403);
});

test('lost text is found with its author and time, by whoever may read, and in no other document', async () => {
  const id = await buildDocument(api, team);
  const other = await buildDocument(api, team);
  await write(id, 'می‌ماند');
  await write(id, 'کتاب‌های گم‌شده', 'editor');
  await editAs(api, id, idOf('writer'), (article) => article.delete(2, 1));
  const search = (document: string, words: string) =>
    get(`${document}/lost-text?q=${encodeURIComponent(words)}`);
  const { status, body } = await search(id, 'كتابهاي گمشده');
  expect(status).toBe(200);
  expect(body.more).toBe(false);
  expect(body.pieces).toMatchObject([
    {
      text: 'کتاب‌های گم‌شده',
      author: { person: { name: 'desk editor' }, runId: null },
      sequence: 3,
      removed: { author: { person: { name: 'desk writer' } } },
      place: 2,
    },
  ]);
  const [row] = await rowsOf(
    api.database,
    'select created_at from document_updates where document_id = $1 and sequence = 3',
    [id],
  );
  expect(body.pieces[0].writtenAt).toBe(new Date(row?.created_at as Date).toISOString());
  expect((await search(id, 'می‌ماند')).body.pieces).toEqual([]);
  expect((await search(other, 'کتاب‌های گم‌شده')).body.pieces).toEqual([]);
  expect((await search(id, 'ک')).status).toBe(422);
});

test('a part of the history that cannot be read is named; the text is read and written as before', async () => {
  const id = await buildDocument(api, team);
  for (const text of ['یکم', 'دوم', 'سوم']) await write(id, text);
  await keepSnapshotBeyond(api.programs, id, 3);
  expect(await foldLog(api.programs, id, { after: 0, upTo: 3 })).toBe('folded');
  await rowsOf(
    api.database,
    'update document_segments set update = set_byte(update, 20, 255 - get_byte(update, 20)) where document_id = $1',
    [id],
  );
  await write(id, 'چهارم');
  const now = articleOf(documentFromLog(await loadLog(api.programs, id)));
  expect(now.content?.map(plainText)).toEqual(['', 'یکم', 'دوم', 'سوم', 'چهارم']);
  for (const path of ['authorship', 'diff?from=2&to=now', 'replay/2', 'lost-text?q=دوم']) {
    const { status, body } = await get(`${id}/${path}`);
    expect(status, path).toBe(500);
    expect(body, path).toMatchObject({ type: '/problems/history-broken', fromSequence: 1, toSequence: 3 });
  }
});
