import { foldLog } from '@hamnevis/db/log/fold-log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { blocksInto, editAs, paragraph } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'desk');
});
afterAll(() => api.drop());

const idOf = (role: 'writer' | 'editor') => team.people[role].person.id;
const get = (path: string) =>
  api.request('GET', `/api/v1/documents/${path}`, { token: team.people.viewer.token });
const write = (id: string, text: string, role: 'writer' | 'editor') =>
  editAs(api, id, idOf(role), (article) => blocksInto(article, paragraph(text)));
const wordsOf = (content: { content: { content?: { text?: string }[] }[] }) =>
  content.content.map((block) => block.content?.map((node) => node.text).join('') ?? '');

/** Three rows an hour apart, by two people; then one that takes words away. */
async function buildLife(): Promise<string> {
  const id = await buildDocument(api, team);
  await write(id, 'یکم', 'writer');
  await write(id, 'دوم', 'editor');
  await api.request('POST', `/api/v1/documents/${id}/versions`, {
    token: team.people.writer.token,
    body: { name: 'نیمهٔ راه' },
  });
  await editAs(api, id, idOf('editor'), (article) => {
    ((article.get(1) as Y.XmlElement).get(0) as Y.XmlText).delete(0, 2);
  });
  await rowsOf(
    api.database,
    `update document_updates set created_at = '2026-11-20T08:00:00Z'::timestamptz + sequence * interval '1 hour'
     where document_id = $1`,
    [id],
  );
  return id;
}

test('a life on a time line: each stretch with its time, its authors and what came and went', async () => {
  const id = await buildLife();
  const { status, body } = await get(`${id}/replay`);
  expect(status).toBe(200);
  const name = (index: number) => body.authors[index].person.name;
  expect(
    body.points.map((point: { work: { author: number; inserted: number; deleted: number }[] }) => ({
      ...point,
      work: point.work.map(({ author, ...letters }) => ({ by: name(author), ...letters })),
    })),
  ).toMatchObject([
    { sequence: 1, startedAt: '2026-11-20T09:00:00.000Z' },
    { sequence: 2, work: [{ by: 'desk writer', inserted: 3, deleted: 0 }] },
    { sequence: 3, work: [{ by: 'desk editor', inserted: 3, deleted: 0 }] },
    {
      sequence: 4,
      endedAt: '2026-11-20T12:00:00.000Z',
      work: [{ by: 'desk editor', inserted: 0, deleted: 2 }],
    },
  ]);
  expect(body.versions).toMatchObject([{ sequence: 3, kind: 'named', name: 'نیمهٔ راه' }]);
});

test('the text at each moment, with whose its letters are; the same after its rows were folded', async () => {
  const id = await buildLife();
  const moments = async () => {
    const found: unknown[] = [];
    for (const sequence of [1, 2, 3, 4]) {
      const { status, body } = await get(`${id}/replay/${sequence}`);
      expect(status).toBe(200);
      expect(body.hasAuthors).toBe(true);
      found.push({
        words: wordsOf(body.content),
        authors: body.blocks.flatMap((block: { runs: { author: number }[] }) =>
          block.runs.map((run) => body.authors[run.author].person.name),
        ),
      });
    }
    return found;
  };
  const before = await moments();
  expect(before).toEqual([
    { words: [''], authors: [] },
    { words: ['', 'یکم'], authors: ['desk writer'] },
    { words: ['', 'یکم', 'دوم'], authors: ['desk writer', 'desk editor'] },
    { words: ['', 'م', 'دوم'], authors: ['desk writer', 'desk editor'] },
  ]);
  const line = (await get(`${id}/replay`)).body;
  expect(await foldLog(api.programs, id, { after: 0, upTo: 3 })).toBe('folded');
  await rowsOf(api.database, 'delete from document_authorship where document_id = $1', [id]);
  expect(await moments()).toEqual(before);
  expect((await get(`${id}/replay`)).body).toEqual(line);
});

test('a moment beyond the log is refused', async () => {
  const id = await buildLife();
  expect((await get(`${id}/replay/5`)).status).toBe(422);
  expect((await get(`${id}/replay?points=9`)).status).toBe(422);
});
