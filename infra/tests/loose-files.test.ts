// Files outlive their document as long as anything names them, at any moment of its history; then they go, bytes and all.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildApi,
  buildDocument,
  buildTeam,
  rowsOf,
  type Team,
  type TestApi,
  uploadFile,
} from '@hamnevis/api/testing/build-api';
import { blocksInto, editAs, paragraph } from '@hamnevis/api/testing/type-into';
import { FileSearch } from '@hamnevis/db/files/file-search';
import { openFileStore } from '@hamnevis/db/files/file-store';
import { foldLog } from '@hamnevis/db/log/fold-log';
import { transact } from '@hamnevis/db/queries/transact';
import { sweepFiles } from '@hamnevis/worker/processors/sweep-files';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';

const DAY_MS = 24 * 3600_000;

let api: TestApi;
let team: Team;
let others: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'files');
  others = await buildTeam(api, 'others');
});
afterAll(() => api?.drop());

/** Days from now on by the worker's clock. */
const sweep = (days: number) =>
  sweepFiles(
    {
      database: api.programs,
      settings: api.settings,
      fileStore: openFileStore(api.settings),
      log: pino({ level: 'silent' }),
    },
    new Date(Date.now() + days * DAY_MS),
  );
const ask = (method: string, path: string, body?: unknown, of = team) =>
  api.request(method, `/api/v1${path}`, { token: of.people.admin.token, body });
const image = (file: string) => ({ type: 'image', attrs: { file, alt: 'x' } });
const bytesOf = (id: string) => existsSync(join(api.settings.DATA_DIR, 'files', id.slice(-2), id));

/** A text of the team's with an image in it. */
async function illustrated(of = team): Promise<{ documentId: string; file: string }> {
  const documentId = await buildDocument(api, of, 'تصویر');
  const file = await uploadFile(api, documentId, of.people.writer.token);
  await editAs(api, documentId, of.people.writer.person.id, (article) => blocksInto(article, image(file)));
  return { documentId, file };
}

async function deleteForGood(documentId: string, of = team): Promise<void> {
  expect((await ask('DELETE', `/documents/${documentId}`, undefined, of)).status).toBe(204);
  const gone = await ask('POST', `/documents/${documentId}/delete-for-good`, { title: 'تصویر' }, of);
  expect(gone.status).toBe(204);
}

async function rowOf(file: string) {
  const [row] = await rowsOf(api.database, 'select document_id, unused_since from files where id = $1', [
    file,
  ]);
  return row;
}

test('a file whose text is gone is kept for the grace period and then goes, bytes and all; others stay', async () => {
  const { documentId, file } = await illustrated();
  const neighbour = await illustrated(others);
  await deleteForGood(documentId);
  await sweep(0);
  expect(await rowOf(file)).toMatchObject({ document_id: null, unused_since: expect.anything() });
  expect((await ask('GET', `/files/${file}`)).status).toBe(200);
  await sweep(29);
  expect((await ask('GET', `/files/${file}`)).status).toBe(200);
  await sweep(31);
  expect((await ask('GET', `/files/${file}`)).status).toBe(404);
  expect([await rowOf(file), bytesOf(file)]).toEqual([undefined, false]);
  expect(await rowsOf(api.database, 'select 1 from removed_files')).toEqual([]);
  expect((await ask('GET', `/files/${neighbour.file}`, undefined, others)).status).toBe(200);
});

test('a copy that names it keeps it, from then on as its own', async () => {
  const { documentId, file } = await illustrated();
  const copy = (await ask('POST', `/documents/${documentId}/duplicate`, {})).body.id;
  await deleteForGood(documentId);
  await sweep(0);
  expect(await rowOf(file)).toEqual({ document_id: copy, unused_since: null });
  await sweep(400);
  expect((await ask('GET', `/files/${file}`)).status).toBe(200);
  await deleteForGood(copy);
  await sweep(400);
  await sweep(431);
  expect(bytesOf(file)).toBe(false);
});

test('a text that named it once, in rows that were folded since, keeps it: a version may bring it back', async () => {
  const { documentId, file } = await illustrated();
  const writer = team.people.writer.person.id;
  const other = await buildDocument(api, team, 'تصویر');
  await editAs(api, other, writer, (article) => blocksInto(article, image(file)));
  await editAs(api, other, writer, (article) => article.delete(0, article.length));
  await editAs(api, other, writer, (article) => blocksInto(article, paragraph('بی تصویر')));
  expect(await foldLog(api.programs, other, { after: 0, upTo: 3 })).toBe('folded');
  await deleteForGood(documentId);
  await sweep(0);
  expect(await rowOf(file)).toMatchObject({ document_id: other });
  // What was deleted for good has no history any more.
  await deleteForGood(other);
  await sweep(0);
  await sweep(31);
  expect(bytesOf(file)).toBe(false);
});

test('a template that names it keeps it; one in the trash too, and one that is pasted again within the grace period', async () => {
  const { documentId, file } = await illustrated();
  const made = await ask('POST', `/workspaces/${team.workspace.id}/templates`, { name: 'الگو', documentId });
  expect(made.status).toBe(201);
  await deleteForGood(documentId);
  await sweep(0);
  await sweep(100);
  expect((await ask('GET', `/files/${file}`)).status).toBe(200);
  expect((await ask('DELETE', `/workspaces/${team.workspace.id}/templates/${made.body.id}`)).status).toBe(
    204,
  );
  await sweep(102);
  expect(await rowOf(file)).toMatchObject({ document_id: null, unused_since: expect.anything() });
  const later = await buildDocument(api, team, 'تصویر');
  await editAs(api, later, team.people.writer.person.id, (article) => blocksInto(article, image(file)));
  await ask('DELETE', `/documents/${later}`);
  await sweep(140);
  expect(await rowOf(file)).toEqual({ document_id: later, unused_since: null });
});

test('a history that cannot be read keeps every file of its organization, and none of others', async () => {
  const [ours, theirs] = [await illustrated(), await illustrated(others)];
  await deleteForGood(ours.documentId);
  await deleteForGood(theirs.documentId, others);
  await sweep(0);
  const broken = await buildDocument(api, team, 'شکسته');
  for (const word of ['یک', 'دو']) {
    await editAs(api, broken, team.people.writer.person.id, (article) =>
      blocksInto(article, paragraph(word)),
    );
  }
  expect(await foldLog(api.programs, broken, { after: 0, upTo: 2 })).toBe('folded');
  await rowsOf(api.database, `update document_segments set "update" = '\\x00' where document_id = $1`, [
    broken,
  ]);
  await expect(sweep(31)).rejects.toThrow('1 organizations');
  expect([bytesOf(ours.file), bytesOf(theirs.file)]).toEqual([true, false]);
  expect((await ask('GET', `/files/${ours.file}`)).status).toBe(200);
});

test('what is written while everything is looked through is found all the same', async () => {
  const [{ documentId, file }, other] = [await illustrated(), await buildDocument(api, team, 'تصویر')];
  await deleteForGood(documentId);
  const { id: organizationId } = team.organization;
  const search = new FileSearch(api.programs, organizationId, [file]);
  // The broken history of the test before is in the way of everything.
  await rowsOf(api.database, 'delete from document_segments');
  await search.run();
  expect(search.places.has(file)).toBe(false);
  await editAs(api, other, team.people.writer.person.id, (article) => blocksInto(article, image(file)));
  await transact(api.programs, { organizationId }, (tx) => search.runAgain(tx));
  expect(search.places.get(file)).toBe(other);
});

test('with an organization go the bytes of all of its files', async () => {
  const { file } = await illustrated(others);
  const gone = await ask(
    'POST',
    `/organizations/${others.organization.id}/delete-for-good`,
    { name: 'others' },
    others,
  );
  expect(gone.status).toBe(204);
  expect(bytesOf(file)).toBe(true);
  await sweep(0);
  expect(bytesOf(file)).toBe(false);
});
