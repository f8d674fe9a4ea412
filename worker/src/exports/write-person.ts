// What stands in the export of a person: complete, and only theirs. Of texts of others it has the person's own words
// and nothing else; of organizations that they left or are suspended from it has no texts.
import { completeArticle } from '@hamnevis/core/document/complete-article';
import { markdownOf } from '@hamnevis/core/document/markdown';
import { articleOf } from '@hamnevis/core/document/yjs';
import { blockElements, blockText, isTextblock } from '@hamnevis/core/history/document-text';
import type { Database } from '@hamnevis/db/connect';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { listMemberships } from '@hamnevis/db/queries/organizations';
import { identitiesOf } from '@hamnevis/db/queries/people';
import {
  readAudit,
  readContacts,
  readDocumentsOf,
  readIdentities,
  readMade,
  readMemberships,
  readSessions,
  readVersionsOf,
} from '@hamnevis/db/queries/person-records';
import { transact } from '@hamnevis/db/queries/transact';

/** Where the files of an export go. */
export interface ExportTarget {
  add(name: string, text: string): Promise<void>;
  /** Per cent; called as it comes further. */
  progress(percent: number): Promise<void>;
}

/** Writes everything about a person. Texts are read one at a time. */
export async function writePerson(database: Database, personId: string, target: ExportTarget): Promise<void> {
  const { queries } = database;
  const identities = await identitiesOf(queries, personId);
  await target.add('README.txt', README);
  await target.add('profile.json', json(await readIdentities(queries, identities)));
  await target.add('contacts.json', json(await readContacts(queries, identities)));
  await target.add('sessions.json', json(await readSessions(queries, identities)));
  await target.add('memberships.json', json(await readMemberships(queries, personId)));
  const audit: unknown[] = [];
  for (const identity of identities)
    for await (const rows of readAudit(queries, identity)) audit.push(...rows);
  await target.add('audit.json', json(audit));
  await target.progress(10);
  const memberships = await listMemberships(queries, personId);
  for (const [index, membership] of memberships.entries()) {
    await writeOrganization(database, identities, membership, {
      add: (name, text) => target.add(`organizations/${index + 1}-${name}`, text),
      progress: (percent) =>
        target.progress(Math.floor(10 + (85 * (index + percent / 100)) / memberships.length)),
    });
  }
}

async function writeOrganization(
  database: Database,
  identities: readonly string[],
  { organizationId, organizationName }: { organizationId: string; organizationName: string },
  target: ExportTarget,
): Promise<void> {
  const folder = fileName(organizationName);
  const { made, documents } = await transact(database, { organizationId }, async (tx) => ({
    made: await readMade(tx, identities),
    documents: await readDocumentsOf(tx, identities),
  }));
  for (const [name, rows] of Object.entries(made)) await target.add(`${folder}/${name}.json`, json(rows));
  const all = documents.made.length + documents.visited.length;
  let done = 0;
  const step = () => {
    done += 1;
    return target.progress((100 * done) / all);
  };
  for (const { titleKey: _, ...document } of documents.made) {
    const text = documentFromLog(await loadLog(database, document.id));
    const content = completeArticle(articleOf(text));
    const versions = await transact(database, { organizationId }, (tx) => readVersionsOf(tx, document.id));
    const name = `${folder}/documents/${done + 1}-${fileName(document.title)}`;
    await target.add(`${name}.md`, `# ${document.title}\n\n${markdownOf(content)}`);
    await target.add(`${name}.json`, json({ ...document, content, versions }));
    await step();
  }
  for (const document of documents.visited) {
    const words = await wordsOf(database, document.id, identities);
    if (words.length > 0) {
      const name = `${folder}/in-texts-of-others/${done + 1}-${fileName(document.title)}.md`;
      await target.add(name, `# ${document.title}\n\n${words.join('\n\n')}\n`);
    }
    await step();
  }
}

/** Time for one text's authorship in one go; a history that is longer is read on in the next. */
const AUTHORSHIP_BUDGET_MS = 2000;

/** What a person wrote and stands in a text, block by block. */
async function wordsOf(
  database: Database,
  documentId: string,
  identities: readonly string[],
): Promise<string[]> {
  let reading = await readAuthorship(database, documentId, { budgetMs: AUTHORSHIP_BUDGET_MS });
  while (!reading.isCurrent) {
    reading = await readAuthorship(database, documentId, { budgetMs: AUTHORSHIP_BUDGET_MS });
  }
  const { runs, labels } = reading.authorship.attribution();
  const texts = [...blockElements(reading.authorship.document)].filter(isTextblock).map(blockText);
  const own = runs.filter(({ label }) => identities.includes(labels[label]?.personId ?? ''));
  return [...Map.groupBy(own, (run) => run.block)].map(([block, parts]) =>
    parts.map(({ from, to }) => (texts[block] ?? '').slice(from, to)).join(' … '),
  );
}

/** A name for a file on any system, and in any zip program. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\u200c]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return Array.from(plain).slice(0, 60).join('') || 'untitled';
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const README = `Everything that this server keeps about you, and what you wrote.
هر آنچه این سرور دربارهٔ شما نگه می‌دارد، و آنچه نوشته‌اید.

profile.json, contacts.json      you, and how you sign in
sessions.json, memberships.json  where you are signed in, and where you are a member
audit.json                       what was written down about your acts, and about you
organizations/<name>/            what you made there: versions, steps, requests to the co-writer, templates, keys
  documents/                     the texts that you began, as Markdown and as JSON with the list of their versions
  in-texts-of-others/            your own words in texts that others began

Texts of organizations that you left belong to them and are not here.
`;
