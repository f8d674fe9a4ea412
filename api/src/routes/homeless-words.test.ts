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

/** The writer types into «دو» while the editor takes that paragraph away. */
const loseWords = (words: string) =>
  race({
    typed: (article) => ((article.get(2) as Y.XmlElement).get(0) as Y.XmlText).insert(2, words),
    taken: (article) => article.delete(2, 1),
  });

/** Writer and editor change the same text, the editor's change is first; a node notices what dies and files it. */
async function race({
  typed: type,
  taken: take,
}: Record<'typed' | 'taken', (article: Y.XmlFragment) => void>): Promise<void> {
  const base = await loadLog(api.database, id);
  const edit = (change: (article: Y.XmlFragment) => void) => {
    const clientId = freshClientId();
    const update = editUpdate(documentFromLog(base), clientId, (document) =>
      change(document.getXmlFragment(ARTICLE_FRAGMENT)),
    );
    return { clientId, update: update as Uint8Array };
  };
  const typed = edit(type);
  const taken = edit(take);
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

test('of an item that its author split while another took the list apart only what was typed is theirs to put back', async () => {
  const sentence = 'قطار شب دیر به ایستگاه رسید';
  const [first, second] = [sentence.slice(0, 11), sentence.slice(11)];
  const item = { type: 'listItem', content: [paragraph(sentence)] };
  await editAs(api, id, idOf('editor'), (article) =>
    blocksInto(article, { type: 'bulletList', content: [item] }),
  );
  const textIn = (list: Y.XmlElement, at: number) =>
    ((list.get(at) as Y.XmlElement).get(0) as Y.XmlElement).get(0) as Y.XmlText;
  await race({
    typed: (article) => {
      const list = article.get(4) as Y.XmlElement;
      textIn(list, 0).delete(first.length, second.length);
      const source = new Y.Doc().getXmlFragment('x');
      blocksInto(source, { type: 'bulletList', content: [{ ...item, content: [paragraph(second)] }] });
      list.insert(1, [((source.get(0) as Y.XmlElement).get(0) as Y.XmlElement).clone() as Y.XmlElement]);
      textIn(list, 1).insert(second.length, '، با بار');
    },
    taken: (article) => {
      article.delete(4, 1);
      blocksInto(article, paragraph(sentence));
    },
  });
  const { items } = (await get()).body;
  expect(items.map(({ text }: { text: string }) => text)).toEqual(['، با بار']);
  expect((await post('put-back', { pieces: items[0].pieces })).status).toBe(200);
  expect(await linesIn(api, id)).toEqual(['', 'یک', 'دو', 'سه', sentence, '، با بار']);
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
