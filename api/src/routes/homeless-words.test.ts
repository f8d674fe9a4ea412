import { randomUUID } from 'node:crypto';
import { editUpdate, freshClientId } from '@hamnevis/core/document/edit-update';
import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { watchHomeless } from '@hamnevis/core/history/homeless';
import { appendUpdates } from '@hamnevis/db/log/append';
import { fileHomeless } from '@hamnevis/db/log/homeless';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildApi, buildDocument, buildTeam, type Team, type TestApi } from '../testing/build-api.ts';
import { blocksInto, editAs, linesIn, paragraph, rightsOf } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
let id: string;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'desk');
});
beforeEach(async () => {
  id = await buildDocument(api, team);
  await editAs(api, id, idOf('editor'), (article) =>
    blocksInto(article, paragraph('یک'), paragraph('دو'), paragraph('سه')),
  );
});
afterAll(() => api.drop());

type Role = 'writer' | 'editor' | 'viewer';
const idOf = (role: Role) => team.people[role].person.id;
const get = (role: Role = 'writer') =>
  api.request('GET', `/api/v1/documents/${id}/homeless-words`, { token: team.people[role].token });
const post = (what: 'put-back' | 'settle', body: unknown, role: Role = 'writer') =>
  api.request('POST', `/api/v1/documents/${id}/homeless-words/${what}`, {
    token: team.people[role].token,
    body,
  });

/** The writer types into «دو» while the editor takes that paragraph away; a node notices and files it. */
async function loseWords(words: string): Promise<void> {
  const base = await loadLog(api.database, id);
  const edit = (change: (article: Y.XmlFragment) => void) => {
    const clientId = freshClientId();
    const update = editUpdate(documentFromLog(base), clientId, (document) =>
      change(document.getXmlFragment(ARTICLE_FRAGMENT)),
    );
    return { clientId, update: update as Uint8Array };
  };
  const typed = edit((article) => ((article.get(2) as Y.XmlElement).get(0) as Y.XmlText).insert(2, words));
  const taken = edit((article) => article.delete(2, 1));
  const node = documentFromLog(base);
  for (const [role, { clientId, update }] of [
    ['editor', taken],
    ['writer', typed],
  ] as const) {
    const [answer] = await appendUpdates(api.database, [
      {
        documentId: id,
        requestId: randomUUID(),
        update,
        actorId: idOf(role),
        run: null,
        kind: 'edit',
        clientIds: [clientId],
        ...(await rightsOf(api, id, idOf(role))),
      },
    ]);
    expect(answer?.outcome).toBe('ok');
    const noticed = watchHomeless(node, [update]);
    Y.applyUpdate(node, update);
    await fileHomeless(api.programs, id, noticed());
  }
}

test('they are shown to their author alone, with the place where they belong', async () => {
  await loseWords(' و نیم');
  const { status, body } = await get();
  expect(status).toBe(200);
  expect(body.items).toEqual([
    {
      pieces: [expect.any(String)],
      text: ' و نیم',
      noticedAt: expect.any(String),
      runId: null,
      place: 2,
    },
  ]);
  for (const role of ['editor', 'viewer'] as const) expect((await get(role)).body.items).toEqual([]);
});

test('put back they stand where their paragraph stood, once, however often it is asked', async () => {
  await loseWords(' و نیم');
  const heard = api.listen('document-changed');
  const { pieces } = (await get()).body.items[0];
  const answers = await Promise.all([post('put-back', { pieces }), post('put-back', { pieces })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  expect(await linesIn(api, id)).toEqual(['', 'یک', 'و نیم', 'سه']);
  expect((await get()).body.items).toEqual([]);
  expect((await post('put-back', { pieces })).status).toBe(404);
  await expect.poll(() => heard).toContainEqual({ documentId: id, what: 'homeless' });
});

test('let go they are shown no more; nobody settles another’s', async () => {
  await loseWords(' و نیم');
  const { pieces } = (await get()).body.items[0];
  expect((await post('settle', { pieces, as: 'dismissed' }, 'editor')).status).toBe(204);
  expect((await post('put-back', { pieces }, 'editor')).status).toBe(404);
  expect((await get()).body.items).toHaveLength(1);
  expect((await post('settle', { pieces, as: 'dismissed' })).status).toBe(204);
  expect((await get()).body.items).toEqual([]);
  expect(await linesIn(api, id)).toEqual(['', 'یک', 'سه']);
});

test('an approved text takes none back; they are kept', async () => {
  await loseWords(' و نیم');
  const step = (to: string) =>
    api.request('POST', `/api/v1/documents/${id}/transitions`, {
      token: team.people.editor.token,
      body: { to },
    });
  for (const to of ['review', 'approved']) expect((await step(to)).status).toBe(200);
  const { pieces } = (await get()).body.items[0];
  expect((await post('put-back', { pieces })).body.type).toBe('/problems/status-forbids');
  expect((await get()).body.items).toHaveLength(1);
});
