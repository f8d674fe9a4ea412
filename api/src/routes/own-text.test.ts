import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, type Team, type TestApi } from '../testing/build-api.ts';
import { blocksInto, editAs, paragraph } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'four-eyes');
});
afterAll(() => api.drop());

const ask = (by: 'admin' | 'editor' | 'writer', method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1${path}`, { token: team.people[by].token, body });
const step = (by: 'admin' | 'editor' | 'writer', document: string, to: string) =>
  ask(by, 'POST', `/documents/${document}/transitions`, { to });
const write = (by: 'admin' | 'editor' | 'writer', document: string, text: string) =>
  editAs(api, document, team.people[by].person.id, (article) => blocksInto(article, paragraph(text)));
const askForOthers = (by: 'admin' | 'editor', approvalByOthers: boolean) =>
  ask(by, 'PATCH', `/workspaces/${team.workspace.id}`, { approvalByOthers });

test('whoever wrote in a text does not approve it where the workspace asks for others, and does where it does not', async () => {
  const document = await buildDocument(api, team);
  await write('writer', document, 'نویسنده نوشت');
  await write('editor', document, 'ویراستار هم');
  await step('writer', document, 'review');
  expect((await ask('editor', 'GET', `/documents/${document}`)).body.approvalByOthers).toBe(false);

  expect((await askForOthers('editor', true)).body.type).toBe('/problems/role-forbids');
  expect((await askForOthers('admin', true)).body).toMatchObject({ approvalByOthers: true });
  expect((await ask('editor', 'GET', `/documents/${document}`)).body.approvalByOthers).toBe(true);
  const own = await step('editor', document, 'approved');
  expect([own.status, own.body.type]).toEqual([403, '/problems/own-text']);

  // The admin wrote nothing, until now.
  await write('admin', document, 'مدیر هم');
  expect((await step('admin', document, 'approved')).body.type).toBe('/problems/own-text');

  // Sending back and rejecting is no approval.
  expect((await step('editor', document, 'in_progress')).status).toBe(200);
  await step('writer', document, 'review');
  await askForOthers('admin', false);
  expect((await step('editor', document, 'approved')).body.status).toBe('approved');
});

test('what counts is what stands in the text: whose letters were all deleted may approve', async () => {
  await askForOthers('admin', true);
  const document = await buildDocument(api, team);
  await write('editor', document, 'می‌رود');
  await editAs(api, document, team.people.writer.person.id, (article) => {
    article.delete(0, article.length);
    blocksInto(article, paragraph('می‌ماند'));
  });
  await step('writer', document, 'review');
  expect((await step('editor', document, 'approved')).body.status).toBe('approved');
});

test('moving a document elsewhere is no way around it, but for an admin', async () => {
  await askForOthers('admin', true);
  const elsewhere = (
    await ask('editor', 'POST', `/organizations/${team.organization.id}/workspaces`, { name: 'Elsewhere' })
  ).body;
  const there = (await ask('editor', 'POST', `/workspaces/${elsewhere.id}/projects`, { name: 'There' })).body;
  const near = (await ask('editor', 'POST', `/workspaces/${team.workspace.id}/projects`, { name: 'Near' }))
    .body;
  const document = await buildDocument(api, team);
  const move = (by: 'admin' | 'editor' | 'writer', projectId: string) =>
    ask(by, 'POST', `/documents/${document}/move`, { projectId });
  expect((await move('editor', there.id)).body.type).toBe('/problems/role-forbids');
  expect((await move('editor', near.id)).body).toMatchObject({ projectId: near.id, projectName: 'Near' });
  expect((await move('admin', there.id)).body).toMatchObject({
    projectId: there.id,
    workspaceId: elsewhere.id,
    approvalByOthers: false,
  });
  expect((await move('editor', near.id)).status).toBe(200);
});
