import { ROLES } from '@hamnevis/core/access/roles';
import { countWords } from '@hamnevis/core/document/words';
import { type ArticleNode, articleOf, plainText } from '@hamnevis/core/document/yjs';
import { normalizePhone } from '@hamnevis/core/people/contact';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { documents, documentUpdates, organizations, people } from '@hamnevis/db/schema/tables';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PROJECTS, readDemoArticle } from './demo-library.ts';
import { DEMO_PEOPLE } from './demo-people.ts';
import { seedDemo } from './seed-demo.ts';

const list = DEMO_PROJECTS.flatMap((project) => project.documents);

function countNodes(node: ArticleNode, counts = new Map<string, number>()): Map<string, number> {
  for (const name of [node.type, ...(node.marks ?? []).map((mark) => mark.type)]) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const child of node.content ?? []) countNodes(child, counts);
  return counts;
}

describe('the demo library', () => {
  it('has a Persian article of at least 3,000 words with everything that an editor must show', () => {
    const article = readDemoArticle('railway-and-the-new-town.fa.md');
    expect(countWords(plainText(article), 'fa')).toBeGreaterThanOrEqual(3_000);
    const counts = countNodes(article);
    for (const name of [
      'heading',
      'bulletList',
      'orderedList',
      'table',
      'blockquote',
      'link',
      'bold',
      'italic',
    ]) {
      expect(counts.get(name) ?? 0, name).toBeGreaterThan(0);
    }
    expect(plainText(article)).toMatch(/[A-Za-z]{5}/);
  });

  it('is written with Persian letters, half-spaces and quotation marks, never with Arabic yeh and kaf', () => {
    const text = plainText(readDemoArticle('railway-and-the-new-town.fa.md'));
    expect(text).not.toMatch(/[يك]/);
    expect(text.match(/\u200c/g)?.length ?? 0).toBeGreaterThan(300);
    expect(text).toMatch(/«[^»]+»/);
    // A half-space beside a space or a mark joins nothing.
    expect(text).not.toMatch(/\u200c[\s.،؛:»]|[\s«]\u200c/);
  });

  it('has an English article of at least 800 words', () => {
    expect(countWords(plainText(readDemoArticle('how-we-edit.en.md')), 'en')).toBeGreaterThanOrEqual(800);
  });

  it('has people of all four roles whose numbers pass as mobile numbers', () => {
    expect(new Set(DEMO_PEOPLE.map((person) => person.role))).toEqual(new Set(ROLES));
    for (const person of DEMO_PEOPLE) expect(normalizePhone(person.phone), person.name).not.toBeNull();
  });
});

describe('seeding', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await buildDatabase();
  });
  afterAll(() => test.drop());

  it('leaves a database with somebody else in it alone', async () => {
    await test.owner.queries.insert(organizations).values({ name: 'Somebody', slug: 'somebody' });
    expect(await seedDemo(test.database)).toBe('other data');
    await test.owner.queries.delete(organizations);
  });

  it('writes every article through the log, and a second time changes nothing', async () => {
    expect(await seedDemo(test.database)).toBe('seeded');
    expect(await seedDemo(test.database)).toBe('already there');
    expect(await test.owner.queries.select().from(people)).toHaveLength(DEMO_PEOPLE.length);
    const rows = await test.owner.queries.select().from(documents);
    expect(rows.map((row) => row.title).sort()).toEqual(list.map((document) => document.title).sort());
    for (const row of rows) {
      const file = list.find((document) => document.title === row.title)?.file ?? '';
      const loaded = documentFromLog(await loadLog(test.database, row.id));
      expect(plainText(articleOf(loaded))).toBe(plainText(readDemoArticle(file)));
    }
    expect(await test.owner.queries.select().from(documentUpdates)).toHaveLength(list.length);
  });

  it('goes on where it was broken off, between the rows and the text', async () => {
    await test.owner.sql('delete from document_updates');
    await test.owner.sql('update document_heads set sequence = 0');
    await test.owner.sql('delete from document_clients');
    expect(await seedDemo(test.database)).toBe('seeded');
    expect(await test.owner.queries.select().from(documentUpdates)).toHaveLength(list.length);
  });
});
