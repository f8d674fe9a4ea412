// The second wall, asked of the catalogue itself: a table or a function that is added later is covered too.
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase, type Database, migrateDatabase, type Transaction } from './connect.ts';
import { appendUpdates } from './log/append.ts';
import { followLog, loadLog } from './log/load.ts';
import { hashSecret } from './queries/secrets.ts';
import {
  enterTenant,
  readAtOnce,
  readIn,
  rowsOf,
  sqlWithin,
  type Tenant,
  together,
  transact,
} from './queries/transact.ts';
import * as tables from './schema/tables.ts';
import { FUNCTIONS_PAST_TENANTS, TABLES_WITHOUT_TENANT } from './schema/tenant-exemptions.ts';
import { buildDatabase, type TestDatabase } from './testing/build-database.ts';

let home: TestDatabase;
let ours: Filled;
let theirs: Filled;
let everyTable: string[];
let tenantTables: string[];

beforeAll(async () => {
  home = await buildDatabase();
  ours = await fill(home.owner, 'ours');
  theirs = await fill(home.owner, 'theirs');
  const rows = await home.owner.sql<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by relname`,
  );
  everyTable = rows.map((row) => row.name);
  tenantTables = everyTable.filter((name) => !(name in TABLES_WITHOUT_TENANT));
});
afterAll(() => home.drop());

interface Filled {
  organizationId: string;
  personId: string;
  documentId: string;
  runId: string;
  versionId: string;
  invitationToken: string;
}

/** One row in every table that belongs to an organization. */
async function fill(owner: Database, slug: string): Promise<Filled> {
  const { queries } = owner;
  const [organizationId, personId, workspaceId, projectId, documentId, runId, versionId] = Array.from(
    { length: 7 },
    () => randomUUID(),
  ) as [string, string, string, string, string, string, string];
  const invitationToken = randomUUID();
  const named = { organizationId, name: slug, slug };
  await queries.insert(tables.people).values({ id: personId, name: slug, color: 'p1', language: 'fa' });
  await queries.insert(tables.organizations).values({ ...named, id: organizationId });
  await queries.insert(tables.members).values({ organizationId, personId, role: 'admin' });
  await queries.insert(tables.invitations).values({
    organizationId,
    role: 'writer',
    email: `${slug}@example.test`,
    tokenHash: hashSecret(invitationToken),
    invitedBy: personId,
    expiresAt: new Date(Date.now() + 3600_000),
  });
  await queries.insert(tables.apiKeys).values({
    organizationId,
    personId,
    name: slug,
    prefix: `hnv_${slug}`,
    keyHash: hashSecret(`${slug} ${organizationId}`),
    scopes: ['read'],
  });
  await queries.insert(tables.workspaces).values({ ...named, id: workspaceId });
  await queries.insert(tables.projects).values({ ...named, id: projectId, workspaceId });
  await queries.insert(tables.templates).values({
    organizationId,
    workspaceId,
    name: slug,
    description: '',
    language: 'fa',
    content: { type: 'doc' },
    createdBy: personId,
  });
  const document = { id: documentId, organizationId, projectId, title: slug, createdBy: personId };
  await queries.insert(tables.documents).values({ ...document, language: 'fa' });
  await queries.insert(tables.documentHeads).values({ documentId, organizationId });
  const [answer] = await appendUpdates(owner, [entryFor({ documentId, personId })]);
  if (answer?.outcome !== 'ok') throw new Error(`the row was answered ${answer?.outcome}`);
  await queries
    .insert(tables.documentSnapshots)
    .values({ documentId, sequence: 1, state: new Uint8Array([0, 0]), checksum: new Uint8Array(32) });
  await queries.insert(tables.documentAuthorship).values({
    documentId,
    sequence: 1,
    checkpoint: new Uint8Array(1),
    history: new Uint8Array(1),
    checksum: new Uint8Array(32),
  });
  const blank = new Uint8Array(1);
  // Another document's: the log of the first one is read below.
  const foldedId = randomUUID();
  await queries.insert(tables.documentHeads).values({ documentId: foldedId, organizationId });
  await queries.insert(tables.documentSegments).values({
    documentId: foldedId,
    fromSequence: 1,
    toSequence: 9,
    course: blank,
    rows: blank,
    deletes: blank,
    update: blank,
    checksum: blank,
  });
  const about = { organizationId, documentId };
  await queries.insert(tables.files).values({
    ...about,
    name: slug,
    mediaType: 'image/png',
    sizeBytes: 1,
    sha256: new Uint8Array(32),
    createdBy: personId,
  });
  await queries.insert(tables.versions).values({
    ...about,
    id: versionId,
    number: 1,
    sequence: 1,
    kind: 'named',
    title: slug,
    status: 'draft',
    createdBy: personId,
  });
  const step = { fromStatus: 'draft', toStatus: 'review', actorId: personId } as const;
  await queries.insert(tables.transitions).values({ ...about, ...step });
  await queries
    .insert(tables.aiRuns)
    .values({ ...about, id: runId, askedBy: personId, kind: 'draft', request: {} });
  await queries
    .insert(tables.homelessWords)
    .values({ ...about, clientId: 1, clock: 0, text: slug, length: slug.length, personId });
  await queries.insert(tables.aiRunOutput).values({ runId, position: 0, text: slug });
  await queries.insert(tables.auditEvents).values({ organizationId, action: 'test', subjectKind: 'test' });
  return { organizationId, personId, documentId, runId, versionId, invitationToken };
}

function entryFor({ documentId, personId }: { documentId: string; personId: string }) {
  return {
    documentId,
    requestId: randomUUID(),
    update: new Uint8Array([0, 0]),
    actorId: personId,
    run: null,
    epoch: 0,
    memberEpoch: 0,
    kind: 'edit',
    clientIds: [1 + Math.floor(Math.random() * 2 ** 30)],
  } as const;
}

const countIn = async (table: string, tenant: Tenant): Promise<number> => {
  const [row] = await transact(home.database, tenant, (tx) =>
    rowsOf<{ count: number }>(tx, sql`select count(*)::integer as count from ${sql.identifier(table)}`),
  );
  return row?.count ?? -1;
};
const countAs = async (database: Database, table: string): Promise<number> =>
  (await database.sql<{ count: number }>(`select count(*)::integer as count from ${table}`))[0]?.count ?? -1;

/** A statement that the database refuses; the message of the refusal. */
async function refusal(tenant: Tenant, statement: string): Promise<string> {
  try {
    await transact(home.database, tenant, (tx) => tx.execute(sql.raw(statement)));
  } catch (error) {
    return String((error as { cause?: unknown }).cause ?? error);
  }
  return 'it was let through';
}

describe('the programs’ role', () => {
  test('is what every connection has from its start, and cannot see past policies by itself', async () => {
    const [row] = await home.database.sql(
      `select current_user as name, rolsuper as super, rolbypassrls as bypasses, rolcanlogin as logs_in
       from pg_roles where rolname = current_user`,
    );
    expect(row).toEqual({ name: 'hamnevis_program', super: false, bypasses: false, logs_in: false });
    const [owned] = await home.database.sql(
      `select count(*)::integer as count from pg_class where pg_get_userbyid(relowner) = 'hamnevis_program'`,
    );
    expect(owned).toEqual({ count: 0 });
  });

  test('without a tenant sees no row of any table that is not named as an exemption', async () => {
    expect(tenantTables.length).toBeGreaterThan(10);
    for (const table of tenantTables) {
      // A row must be there to be hidden: whoever adds a table adds one to `fill`.
      expect([table, (await countAs(home.owner, table)) > 0]).toEqual([table, true]);
      expect([table, await countIn(table, null)]).toEqual([table, 0]);
      // Outside any transaction too, where SET LOCAL would do nothing.
      expect([table, await countAs(home.database, table)]).toEqual([table, 0]);
    }
  });

  test('in a tenant sees its rows and none of another’s', async () => {
    await home.owner.queries.insert(tables.auditEvents).values({ action: 'sign-in', subjectKind: 'test' });
    for (const table of tenantTables) {
      const withoutTenant = table === 'audit_events' ? 1 : 0;
      const [all, own, other] = [
        await countAs(home.owner, table),
        await countIn(table, { organizationId: ours.organizationId }),
        await countIn(table, { organizationId: theirs.organizationId }),
      ];
      expect([table, own > 0, other > 0, own + other]).toEqual([table, true, true, all - withoutTenant]);
      expect([table, await countIn(table, { organizationId: randomUUID() })]).toEqual([table, 0]);
    }
    // The tenant ends with its transaction.
    expect(await countAs(home.database, 'documents')).toBe(0);
  });

  test('changes and deletes nothing of another tenant, and puts nothing into it', async () => {
    const inOurs = { organizationId: ours.organizationId };
    const theirId = theirs.organizationId;
    for (const statement of [
      `update documents set title = 'stolen' where id = '${theirs.documentId}' returning id`,
      `delete from members where organization_id = '${theirId}' returning person_id`,
      `update organizations set name = 'stolen' where id = '${theirId}' returning id`,
      `delete from ai_run_output where run_id = '${theirs.runId}' returning run_id`,
    ]) {
      expect([
        statement,
        await transact(home.database, inOurs, (tx) => rowsOf(tx, sql.raw(statement))),
      ]).toEqual([statement, []]);
    }
    for (const statement of [
      `insert into members (organization_id, person_id, role) values ('${theirId}', '${ours.personId}', 'admin')`,
      `update documents set organization_id = '${theirId}' where id = '${ours.documentId}'`,
      `insert into audit_events (id, organization_id, action, subject_kind) values (gen_random_uuid(), '${theirId}', 'x', 'x')`,
      `insert into document_snapshots (document_id, sequence, state, checksum) values ('${theirs.documentId}', 9, '', '')`,
    ]) {
      expect([statement, await refusal(inOurs, statement)]).toEqual([
        statement,
        expect.stringContaining('row-level security'),
      ]);
    }
  });

  test('has no second door to the log, and takes nothing back that was written down', async () => {
    const inOurs = { organizationId: ours.organizationId };
    for (const statement of [
      `insert into document_updates (document_id, sequence, request_id, update, actor_id, kind) values ('${ours.documentId}', 99, gen_random_uuid(), '', '${ours.personId}', 'edit')`,
      'update document_updates set update = null',
      'delete from document_updates',
      'delete from document_heads',
      'update document_authorship set history = null',
      'delete from document_authorship',
      'update document_segments set update = null',
      'delete from document_segments',
      'delete from history_queue',
      'insert into document_clients (document_id, client_id, person_id) values (gen_random_uuid(), 1, gen_random_uuid())',
      "update audit_events set action = 'nothing'",
      'delete from audit_events',
      'delete from transitions',
      'truncate documents cascade',
      'alter table documents disable row level security',
      'create table public.mine (id integer)',
    ]) {
      expect([statement, await refusal(inOurs, statement)]).toEqual([
        statement,
        expect.stringMatching(/permission denied|must be owner|does not exist/),
      ]);
    }
  });
});

describe('the catalogue', () => {
  test('has row-level security and a policy on every table but the exemptions, and no exemption too many', async () => {
    const rows = await home.owner.sql<{ name: string; is_on: boolean; policies: number }>(
      `select relname as name, relrowsecurity as is_on,
              (select count(*)::integer from pg_policy where polrelid = pg_class.oid) as policies
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    const open = rows.filter((row) => !row.is_on || row.policies === 0).map((row) => row.name);
    expect(open.sort()).toEqual(Object.keys(TABLES_WITHOUT_TENANT).sort());
    const views = await home.owner.sql(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')`,
    );
    expect(views).toEqual([]);
  });

  test('has no function past the wall but those that are named, each closed to everybody else', async () => {
    const rows = await home.owner.sql<{ name: string; config: string[] | null; is_public: boolean }>(
      `select proname as name, proconfig as config,
              exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as is_public
       from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`,
    );
    expect([...new Set(rows.map((row) => row.name))].sort()).toEqual(
      Object.keys(FUNCTIONS_PAST_TENANTS).sort(),
    );
    for (const { name, config, is_public } of rows) {
      // Without a path of its own a function would call whatever its caller put in the way.
      expect([name, config, is_public]).toEqual([name, ['search_path=public, pg_temp'], false]);
    }
  });
});

describe('finding the tenant', () => {
  const tenantNow = async (tenant: Tenant) =>
    (
      await transact(home.database, tenant, (tx) =>
        rowsOf<{ id: string | null }>(tx, sql`select current_tenant() as id`),
      )
    )[0]?.id;

  test('of a thing works for its members, and for nobody else', async () => {
    for (const [of, id] of [
      ['document', ours.documentId],
      ['version', ours.versionId],
      ['ai-run', ours.runId],
    ] as const) {
      expect(await tenantNow({ of, id, personId: ours.personId })).toBe(ours.organizationId);
      expect(await tenantNow({ of, id, personId: theirs.personId })).toBeNull();
      expect(await tenantNow({ of, id: randomUUID(), personId: ours.personId })).toBeNull();
    }
    const suspend = (at: string) =>
      home.owner.sql(`update members set suspended_at = ${at} where person_id = $1`, [ours.personId]);
    await suspend('now()');
    expect(await tenantNow({ of: 'document', id: ours.documentId, personId: ours.personId })).toBeNull();
    await suspend('null');
    expect(await tenantNow({ ofRun: theirs.runId })).toBe(theirs.organizationId);
    expect(await tenantNow({ ofRun: randomUUID() })).toBeNull();
  });

  test('inside a transaction turns it to that organization and leaves the one before', async () => {
    const seen = await transact(home.database, { organizationId: ours.organizationId }, async (tx) => {
      await enterTenant(tx, { organizationId: theirs.organizationId });
      return tx.select({ id: tables.documents.id }).from(tables.documents);
    });
    expect(seen).toEqual([{ id: theirs.documentId }]);
  });
});

describe('statements that are sent together with their tenant', () => {
  const ways = [transact, readAtOnce, readIn, readAtOnce] as const;
  const titlesIn = (
    run: typeof transact,
    tenant: Tenant,
  ): Promise<{ documents: string[]; members: string[] }> =>
    run(home.database, tenant, async (tx) => {
      const [documents, members] = await together(
        tx.select({ id: tables.documents.id }).from(tables.documents),
        tx.select({ id: tables.members.personId }).from(tables.members),
      );
      return { documents: documents.map(({ id }) => id), members: members.map(({ id }) => id) };
    });

  test('see that tenant and no other, however many tenants share the connections', async () => {
    const [mine, others] = [ours, theirs].map(({ organizationId, documentId, personId }) => ({
      tenant: { organizationId } as Tenant,
      sees: { documents: [documentId], members: [personId] },
    })) as [{ tenant: Tenant; sees: object }, { tenant: Tenant; sees: object }];
    const nobody = { tenant: null, sees: { documents: [], members: [] } };
    const asMember = (personId: string) =>
      ({ of: 'organization', id: ours.organizationId, personId }) as const;
    const places = [
      mine,
      others,
      nobody,
      { tenant: asMember(ours.personId), sees: mine.sees },
      { tenant: asMember(theirs.personId), sees: nobody.sees },
    ];
    const asked = Array.from({ length: 200 }, (_, index) => places[index % places.length] ?? nobody);
    const seen = await Promise.all(
      asked.map(({ tenant }, index) => titlesIn(ways[index % 3] ?? transact, tenant)),
    );
    expect(seen).toEqual(asked.map(({ sees }) => sees));
    expect(await countAs(home.database, 'documents')).toBe(0);
  });

  test('are not answered where the tenant could not be entered, which is the fault that is told', async () => {
    const answered: unknown[] = [];
    for (const run of ways) {
      const failed = run(home.database, { organizationId: 'no id at all' }, async (tx) => {
        answered.push(await tx.select().from(tables.people));
      });
      await expect(failed).rejects.toMatchObject({ cause: { message: expect.stringContaining('uuid') } });
    }
    expect(answered).toEqual([]);
  });

  test('that only read write nothing, and leave a connection that can', async () => {
    const tenant = { organizationId: ours.organizationId };
    const statement = sql`update documents set title = 'written' where id = ${ours.documentId} returning id`;
    for (const run of [readIn, readAtOnce]) {
      await expect(run(home.database, tenant, (tx) => rowsOf(tx, statement))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('read-only transaction') },
      });
    }
    for (let connection = 0; connection < 12; connection += 1) {
      expect(await transact(home.database, tenant, (tx) => rowsOf(tx, statement))).toHaveLength(1);
    }
  });

  test('are all that a read at once may ask: what comes after its first answer goes nowhere', async () => {
    const tenant = { organizationId: ours.organizationId };
    const documents = (tx: Transaction) => tx.select({ id: tables.documents.id }).from(tables.documents);
    const seen: unknown[] = [];
    const later = readAtOnce(home.database, tenant, async (tx) => {
      seen.push(await documents(tx));
      seen.push(await documents(tx));
    });
    if (home.database.kind === 'postgres')
      await expect(later).rejects.toMatchObject({ cause: { message: 'this transaction has ended' } });
    else await later;
    expect(seen[0]).toEqual([{ id: ours.documentId }]);
    // Nor does it, or a throw of the work's own, leave a connection inside anything.
    await expect(
      readAtOnce(home.database, tenant, async (tx) => {
        await documents(tx);
        throw new RangeError('of the work');
      }),
    ).rejects.toThrow('of the work');
    for (let connection = 0; connection < 12; connection += 1) {
      expect(await readAtOnce(home.database, null, documents)).toEqual([]);
    }
    const open = await home.owner.sql(
      `select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    );
    expect(open).toEqual([]);
  });

  test('all end before a fault is thrown, the first of them', async () => {
    const failed = transact(home.database, null, (tx) =>
      together(tx.execute(sql`select 1/0`), tx.execute(sql`select 1`), tx.execute(sql`select nonsense`)),
    );
    await expect(failed).rejects.toMatchObject({ cause: { message: expect.stringContaining('zero') } });
  });
});

test('a document’s log is appended to and read under the role, with a tenant and without', async () => {
  const [answer] = await appendUpdates(home.database, [entryFor(ours)]);
  expect(answer).toEqual({ outcome: 'ok', sequence: 2 });
  expect((await followLog(home.database, ours.documentId, 0)).map((row) => row.sequence)).toEqual([1, 2]);
  const read = await transact(home.database, { organizationId: ours.organizationId }, (tx) =>
    loadLog(sqlWithin(home.database, tx), ours.documentId),
  );
  expect(read.sequence).toBe(2);
});

const { TEST_DATABASE_URL } = process.env;
test.runIf(TEST_DATABASE_URL)(
  'a login that is no superuser migrates, and its programs are behind the wall',
  async () => {
    const name = `hamnevis_login_${randomUUID().slice(0, 8)}`;
    const admin = postgres(TEST_DATABASE_URL ?? '', { max: 1, onnotice: () => {} });
    await admin.unsafe(`create role ${name} login createrole password '${name}'`);
    await admin.unsafe(`create database ${name} owner ${name}`);
    const url = new URL(TEST_DATABASE_URL ?? '');
    // The one thing that only an administrator may do.
    const inIt = postgres(Object.assign(new URL(url), { pathname: `/${name}` }).href, { max: 1 });
    await inIt.unsafe('create extension vector');
    await inIt.end();
    Object.assign(url, { pathname: `/${name}`, username: name, password: name });
    const [place, asOwner] = [{ url: url.href }, { url: url.href, as: 'owner' as const }];
    const [database, owner] = [await connectDatabase(place), await connectDatabase(asOwner)];
    try {
      await migrateDatabase(database, place);
      const filled = await fill(owner, 'login');
      expect(await countAs(owner, 'documents')).toBe(1);
      expect(await countAs(database, 'documents')).toBe(0);
      const { documentId: id, personId } = filled;
      const seen = await transact(database, { of: 'document', id, personId }, (tx) =>
        tx.select({ id: tables.documents.id }).from(tables.documents),
      );
      expect(seen).toEqual([{ id }]);
      expect(await appendUpdates(database, [entryFor(filled)])).toEqual([{ outcome: 'ok', sequence: 2 }]);
    } finally {
      await database.close();
      await owner.close();
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.unsafe(`drop role ${name}`);
      await admin.end();
    }
  },
);
