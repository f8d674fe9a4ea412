import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, buildTeam, type Team, type TestApi } from '../testing/build-api.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'me');
});
afterAll(() => api.drop());

const patch = (body: unknown) =>
  api.request('PATCH', '/api/v1/me', { token: team.people.writer.token, body });

test('how dates and numbers are written belongs to the person, and can follow language and device again', async () => {
  const set = { calendar: 'gregorian', digits: 'latin', timeZone: 'Asia/Tehran', color: 'p6' };
  expect((await patch(set)).body).toMatchObject(set);
  expect((await api.request('GET', '/api/v1/me', { token: team.people.writer.token })).body).toMatchObject(
    set,
  );
  expect((await patch({ calendar: null })).body).toMatchObject({ ...set, calendar: null });
});

test.each([
  { calendar: 'lunar' },
  { digits: 'roman' },
  { timeZone: 'Mars/Olympus' },
  { color: 'url(https://example.com)' },
])('%o is refused, and nothing is written', async (wish) => {
  const before = (await api.request('GET', '/api/v1/me', { token: team.people.writer.token })).body;
  expect((await patch({ name: 'نام تازه', ...wish })).status).toBe(422);
  expect((await api.request('GET', '/api/v1/me', { token: team.people.writer.token })).body).toEqual(before);
});
