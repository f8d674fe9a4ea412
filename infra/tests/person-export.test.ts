// The export of everything about a person: complete, only theirs, kept for a day, opened by a link of five minutes.
import { inflateRawSync } from 'node:zlib';
import {
  buildApi,
  buildDocument,
  buildTeam,
  rowsOf,
  type Team,
  type TestApi,
} from '@hamnevis/api/testing/build-api';
import { blocksInto, editAs, paragraph } from '@hamnevis/api/testing/type-into';
import { processPersonExport } from '@hamnevis/worker/processors/person-export';
import { deleteExpired } from '@hamnevis/worker/processors/sweep';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'export');
});
afterAll(() => api?.drop());

const log = pino({ level: 'silent' });
const ask = (by: 'admin' | 'editor' | 'writer', method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1${path}`, { token: team.people[by].token, body });

/** The files of a zip by its directory, each inflated and of the size that it says. */
function unzip(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [packed, size, nameLength] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const text = inflateRawSync(zip.subarray(start, start + packed));
    expect([name, text.length]).toEqual([name, size]);
    files.set(name, text.toString());
    at += 46 + nameLength;
  }
  return files;
}

async function exportOf(by: 'admin' | 'editor' | 'writer'): Promise<Map<string, string>> {
  const asked = await ask(by, 'POST', '/me/exports');
  expect(asked.status).toBe(202);
  await processPersonExport({ database: api.programs, log }, asked.body.id, api.clock);
  const link = await ask(by, 'POST', `/me/exports/${asked.body.id}/link`);
  const response = await api.app.request(link.body.url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  return unzip(Buffer.from(await response.arrayBuffer()));
}

test('an export is asked for once, shows how far it is, and is opened by whoever has the link, for five minutes', async () => {
  await buildDocument(api, team, 'سرمقاله');
  const asked = await ask('writer', 'POST', '/me/exports');
  expect(asked.body).toMatchObject({ status: 'queued', progress: 0, sizeBytes: null });
  expect(api.jobs.at(-1)).toMatchObject({ queue: 'person-exports', jobId: asked.body.id });
  expect((await ask('writer', 'POST', '/me/exports')).body.id).toBe(asked.body.id);
  const path = `/me/exports/${asked.body.id}`;
  expect((await ask('writer', 'POST', `${path}/link`)).status).toBe(409);
  expect((await ask('editor', 'GET', path)).status).toBe(404);

  // Handed out twice at once, and once more after it is ready.
  const work = () => processPersonExport({ database: api.programs, log }, asked.body.id, api.clock);
  await Promise.all([work(), work()]);
  await work();
  const ready = await ask('writer', 'GET', path);
  expect(ready.body).toMatchObject({ status: 'ready', progress: 100 });
  expect((await ask('editor', 'POST', `${path}/link`)).status).toBe(404);
  const first = (await ask('writer', 'POST', `${path}/link`)).body;
  const second = (await ask('writer', 'POST', `${path}/link`)).body;
  expect((await api.app.request(first.url)).status).toBe(404);
  const zip = Buffer.from(await (await api.app.request(second.url)).arrayBuffer());
  expect(zip.length).toBe(ready.body.sizeBytes);
  expect(unzip(zip).has('profile.json')).toBe(true);
  const [row] = await rowsOf(api.database, 'select * from person_exports where id = $1', [asked.body.id]);
  expect(JSON.stringify(row)).not.toContain(second.url.split('/').at(-1));
  api.clock.advance(5 * 60_000 + 1);
  expect((await api.app.request(second.url)).status).toBe(404);

  // When its time is over it is gone.
  await rowsOf(api.database, "update person_exports set expires_at = '2026-11-21T07:00:00Z'");
  await deleteExpired(api.programs);
  expect(await rowsOf(api.database, 'select 1 from person_export_parts')).toEqual([]);
  expect((await ask('writer', 'GET', path)).body.status).toBe('expired');
});

test('it has what the person is, did and wrote, their words in texts of others, and nothing of anybody else', async () => {
  const own = await buildDocument(api, team, 'گزارش: راه‌آهن / ۱');
  await editAs(api, own, team.people.writer.person.id, (article) => {
    article.delete(0, article.length);
    blocksInto(article, paragraph('متن خودم'));
  });
  await ask('writer', 'POST', `/documents/${own}/versions`, { name: 'نسخهٔ من' });
  await ask('writer', 'POST', `/documents/${own}/ai-runs`, { kind: 'draft', topic: 'موضوع من' });
  const others = (
    await ask('editor', 'POST', `/projects/${team.project.id}/documents`, { title: 'Of the editor' })
  ).body.id;
  await editAs(api, others, team.people.editor.person.id, (article) =>
    blocksInto(article, paragraph('secret of the editor')),
  );
  await editAs(api, others, team.people.writer.person.id, (article) =>
    blocksInto(article, paragraph('my words there')),
  );
  const neighbour = await buildTeam(api, 'neighbour');
  await buildDocument(api, neighbour, 'secret of the neighbour');

  const files = await exportOf('writer');
  const named = (part: string) => [...files].find(([name]) => name.includes(part))?.[1] ?? '';
  expect(named('راه‌آهن-۱.md')).toBe('# گزارش: راه‌آهن / ۱\n\nمتن خودم\n');
  expect(JSON.parse(named('راه‌آهن-۱.json'))).toMatchObject({
    id: own,
    status: 'draft',
    content: { type: 'doc', content: [{ type: 'paragraph' }] },
    versions: expect.arrayContaining([expect.objectContaining({ name: 'نسخهٔ من' })]),
  });
  expect(named('in-texts-of-others/')).toBe('# Of the editor\n\nmy words there\n');
  expect(JSON.parse(named('coWriterRuns.json'))).toMatchObject([{ request: { topic: 'موضوع من' } }]);
  expect(JSON.parse(files.get('profile.json') ?? '')).toMatchObject([
    { name: team.people.writer.person.name },
  ]);
  expect(JSON.parse(files.get('contacts.json') ?? '')).toMatchObject([
    { address: team.people.writer.person.email },
  ]);
  expect(JSON.parse(files.get('sessions.json') ?? '')).toHaveLength(1);
  const audit = JSON.parse(files.get('audit.json') ?? '');
  expect(audit.map((event: { action: string }) => event.action)).toEqual(
    expect.arrayContaining(['document.create', 'person.export']),
  );
  const everything = [...files.values()].join('\n');
  for (const foreign of [
    'secret of',
    team.people.editor.person.email ?? '',
    'secret_hash',
    'secretHash',
    'keyHash',
  ]) {
    expect([foreign, everything.includes(foreign)]).toEqual([foreign, false]);
  }

  // Who was suspended keeps what is about them, and gets no texts of the organization.
  await ask(
    'admin',
    'PATCH',
    `/organizations/${team.organization.id}/members/${team.people.writer.person.id}`,
    { suspended: true },
  );
  const after = await exportOf('writer');
  expect([...after.keys()].some((name) => name.startsWith('organizations/'))).toBe(false);
  expect(after.get('memberships.json')).toContain('suspended_at');
});

/** Where rows that point at a person stand in an export, or why they do not. */
const EXPORTED: Record<string, string> = {
  'ai_runs.asked_by': 'coWriterRuns.json',
  'ai_runs.decided_by': 'audit.json has each decision',
  'api_keys.person_id': 'apiKeys.json',
  'documents.approved_by': 'steps.json',
  'documents.assignee_id': 'assigned.json',
  'documents.created_by': 'documents/',
  'documents.submitted_by': 'steps.json',
  'files.created_by': 'files.json',
  'homeless_words.person_id': 'wordsWithoutPlace.json',
  'invitations.invited_by': 'invitations.json',
  'members.person_id': 'memberships.json',
  'people.merged_into': 'profile.json',
  'person_contacts.person_id': 'contacts.json',
  'person_exports.person_id': 'the exports themselves',
  'sessions.person_id': 'sessions.json',
  'templates.created_by': 'templates.json',
  'transitions.actor_id': 'steps.json',
  'versions.created_by': 'versions.json',
};

test('a table that comes to point at people is thought of: it is in the export, or there is a reason', async () => {
  const columns = await rowsOf(
    api.database,
    `select distinct c.conrelid::regclass::text || '.' || a.attname as name
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
     where c.contype = 'f' and c.confrelid = 'people'::regclass order by 1`,
  );
  expect(columns.map((row) => row.name).filter((name) => !(String(name) in EXPORTED))).toEqual([]);
});
