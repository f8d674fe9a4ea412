import type { Role } from '@hamnevis/core/access/roles';
import { createSession } from '@hamnevis/db/queries/sessions';
import { TokenVerifier } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, type Team, type TestApi } from '../testing/build-api.ts';

const SECRET = 'a secret that is long enough for HS256';
let api: TestApi;
let team: Team;
let documentId: string;
beforeAll(async () => {
  api = await buildApi({
    LIVEKIT_URL: 'wss://voice.example',
    LIVEKIT_API_KEY: 'key',
    LIVEKIT_API_SECRET: SECRET,
    LIVEKIT_ROOM_MAX_PARTICIPANTS: '7',
  });
  team = await buildTeam(api, 'desk');
  documentId = await buildDocument(api, team);
});
afterAll(() => api.drop());

const askAs = (role: Role, on = api, id = documentId, of = team) =>
  on.request('POST', `/api/v1/documents/${id}/voice-token`, { token: of.people[role].token });
const claimsOf = (token: string) => new TokenVerifier('key', SECRET).verify(token);

test('a token is for this document’s room of this organization, this person, and ten minutes', async () => {
  const { body } = await askAs('writer');
  expect(body).toMatchObject({ url: 'wss://voice.example', expiresInSeconds: 600, canPublish: true });
  const claims = await claimsOf(body.token);
  expect(claims.sub).toBe(team.people.writer.person.id);
  expect(claims.video).toMatchObject({ roomJoin: true, room: `${team.organization.id}.${documentId}` });
  expect(body.room).toBe(claims.video?.room);
  expect((claims.exp ?? 0) - (claims.nbf ?? 0)).toBe(600);
  expect(claims.roomConfig).toMatchObject({ maxParticipants: 7 });
});

test('grants follow the role: a viewer listens, everybody else speaks by microphone and nothing else', async () => {
  for (const role of ['admin', 'editor', 'writer'] as const) {
    const { video } = await claimsOf((await askAs(role)).body.token);
    expect(video).toMatchObject({ canPublish: true, canPublishSources: ['microphone'], canSubscribe: true });
    expect(video?.roomAdmin ?? false).toBe(false);
  }
  const viewer = await askAs('viewer');
  expect(viewer.body.canPublish).toBe(false);
  expect((await claimsOf(viewer.body.token)).video).toMatchObject({ canPublish: false, canSubscribe: true });
});

test('whoever’s session ended, or who is no member any more, gets no other token', async () => {
  const path = `/api/v1/documents/${documentId}/voice-token`;
  const { person, token } = team.people.viewer;
  const second = await createSession(api.database.queries, {
    personId: person.id,
    device: null,
    ip: null,
    now: api.clock(),
  });
  expect((await api.request('POST', path, { token: second.token })).status).toBe(200);
  await api.request('DELETE', `/api/v1/auth/sessions/${second.id}`, { token });
  const ended = await api.request('POST', path, { token: second.token });
  expect([ended.status, ended.body.token]).toEqual([401, undefined]);
  const member = `/api/v1/organizations/${team.organization.id}/members/${person.id}`;
  for (const [method, body] of [
    ['PATCH', { suspended: true }],
    ['DELETE', undefined],
  ] as const) {
    await api.request(method, member, { token: team.people.admin.token, body });
    const refused = await api.request('POST', path, { token });
    expect([method, refused.status, refused.body.token]).toEqual([method, 404, undefined]);
  }
});

test('without a voice server the answer says what is missing', async () => {
  const silent = await buildApi();
  try {
    const other = await buildTeam(silent, 'silent');
    const answer = await askAs('writer', silent, await buildDocument(silent, other), other);
    expect([answer.status, answer.body.type]).toEqual([503, '/problems/not-configured']);
    expect(answer.body.missing).toContain('LIVEKIT_URL');
  } finally {
    await silent.drop();
  }
});
