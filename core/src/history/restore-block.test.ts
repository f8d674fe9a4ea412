import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ARTICLE_FRAGMENT } from '../document/schema.ts';
import { type ArticleNode, articleOf, EMPTY_ARTICLE, updateFromArticle } from '../document/yjs.ts';
import { Authorship } from './authorship.ts';
import { compareArticles } from './compare.ts';
import { blockElements, blockText } from './document-text.ts';
import { restoreBlock } from './restore-block.ts';
import { EditorBuilder, LogBuilder, textblock } from './testing/build-editor.ts';
import { randomEdit, seededRandom } from './testing/random-edits.ts';

const OPTIONS = { clientId: 99, language: 'en' } as const;

function buildDesk() {
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: 'sara', kind: 'seed' });
  const sara = new EditorBuilder(log, { personId: 'sara', clientId: 11 });
  sara.type(0, 'First one.').edit((transform) => transform.split(textblock(transform.doc, 0).end));
  sara
    .type(1, 'The second one came late.')
    .edit((transform) => transform.split(textblock(transform.doc, 1).end));
  sara.type(2, 'Third.').send();
  return { log, sara };
}

const isSame = (one: ArticleNode, other: ArticleNode) =>
  compareArticles({ type: 'doc', content: [one] }, { type: 'doc', content: [other] }, OPTIONS)[0]?.kind ===
  'same';

function blocks(document: Y.Doc): ArticleNode[] {
  return articleOf(document).content ?? [];
}

test('one block comes back, edits in the others stay', () => {
  const { sara } = buildDesk();
  const older = sara.article;
  sara.insert(0, 0, 'Very ').insert(1, 4, 'nearly ');
  sara.edit((transform) =>
    transform.delete(textblock(transform.doc, 1).end - 5, textblock(transform.doc, 1).end),
  );
  const restored = restoreBlock(sara.document, older, 1, OPTIONS);
  expect(restored?.index).toBe(1);
  Y.applyUpdate(sara.document, (restored as { update: Uint8Array }).update);
  expect([...blockElements(sara.document)].map(blockText)).toEqual([
    'Very First one.',
    'The second one came late.',
    'Third.',
  ]);
  expect(restoreBlock(sara.document, older, 1, OPTIONS)).toBeNull();
});

test('a removed block comes back behind the neighbour that it stood behind', () => {
  const { sara } = buildDesk();
  const older = sara.article;
  sara.edit((transform) => {
    const { start, end } = textblock(transform.doc, 1);
    transform.delete(start - 1, end + 1);
  });
  sara.edit((transform) => transform.split(1)).type(0, 'New on top');
  const restored = restoreBlock(sara.document, older, 1, OPTIONS);
  Y.applyUpdate(sara.document, (restored as { update: Uint8Array }).update);
  expect([...blockElements(sara.document)].map(blockText)).toEqual([
    'New on top',
    'First one.',
    'The second one came late.',
    'Third.',
  ]);
});

test('a block that was moved goes back to its place with its authors, while another types beside it', () => {
  const { log, sara } = buildDesk();
  const older = sara.article;
  const texts = (document: Y.Doc) => [...blockElements(document)].map(blockText);
  // The last one to the top.
  sara
    .edit((transform) => {
      const last = transform.doc.child(2);
      transform.delete(transform.doc.content.size - last.nodeSize, transform.doc.content.size);
      transform.insert(0, last);
    })
    .send();
  expect(texts(sara.document)).toEqual(['Third.', 'First one.', 'The second one came late.']);
  const omid = new EditorBuilder(log, { personId: 'omid', clientId: 22 });
  const restored = restoreBlock(sara.document, older, 2, OPTIONS);
  expect(restored).toMatchObject({ movedFrom: 0, index: 2 });
  omid.insert(1, 0, 'Very ');
  log.append((restored as { update: Uint8Array }).update, { personId: 'reza', kind: 'restore' });
  omid.send();
  const document = log.document();
  expect(texts(document)).toEqual(['Very First one.', 'The second one came late.', 'Third.']);
  expect(restoreBlock(document, older, 2, OPTIONS)).toBeNull();
  const authorship = Authorship.start();
  for (const row of log.rows) authorship.advance(row);
  const { runs, labels } = authorship.attribution();
  expect(runs.filter((run) => run.block === 2).map((run) => labels[run.label]?.personId)).toEqual(['sara']);
});

test('another types into the same block meanwhile: both stand, and the restored words have their first author', () => {
  const { log, sara } = buildDesk();
  const older = sara.article;
  sara
    .edit((transform) =>
      transform.delete(textblock(transform.doc, 1).start + 4, textblock(transform.doc, 1).start + 11),
    )
    .send();
  const omid = new EditorBuilder(log, { personId: 'omid', clientId: 22 });
  omid.insert(1, omid.node.child(1).content.size, ' Really!');
  const restored = restoreBlock(sara.document, older, 1, OPTIONS);
  log.append((restored as { update: Uint8Array }).update, { personId: 'reza', kind: 'restore' });
  omid.send();
  const document = log.document();
  expect([...blockElements(document)].map(blockText)[1]).toBe('The second one came late. Really!');
  const authorship = Authorship.start();
  for (const row of log.rows) authorship.advance(row);
  const { runs, labels } = authorship.attribution();
  expect(runs.filter((run) => run.block === 1).map((run) => labels[run.label]?.personId)).toEqual([
    'sara',
    'omid',
  ]);
});

test('what is restored is that block exactly; every other block, and every caret in them, stays', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(100), (seed, which) => {
      const { sara } = buildDesk();
      const random = seededRandom(seed);
      for (let step = 0; step < 25; step += 1) randomEdit(sara, random);
      const older = sara.article;
      for (let step = 0; step < 15; step += 1) randomEdit(sara, random);
      const { document } = sara;
      if ((older.content?.length ?? 0) === 0) return;
      const index = which % (older.content as ArticleNode[]).length;
      const before = blocks(document);
      const carets = caretsIn(document);
      const restored = restoreBlock(document, older, index, OPTIONS);
      if (!restored) {
        expect(before.some((block) => isSame(block, older.content?.[index] as ArticleNode))).toBe(true);
        return;
      }
      Y.applyUpdate(document, restored.update);
      const after = blocks(document);
      expect(isSame(after[restored.index] as ArticleNode, older.content?.[index] as ArticleNode)).toBe(true);
      const inserted = after.length - before.length;
      expect(inserted === 0 || inserted === 1).toBe(true);
      const { index: to, movedFrom } = restored;
      // Where the block stood that was changed or moved; a new one stood nowhere.
      const from = inserted ? null : (movedFrom ?? to);
      expect(after.toSpliced(to, 1)).toEqual(from === null ? before : before.toSpliced(from, 1));
      for (const { caret, block, index: at } of carets) {
        if (block === from) continue;
        const without = from !== null && block > from ? block - 1 : block;
        const found = Y.createAbsolutePositionFromRelativePosition(caret, document);
        expect(found?.index).toBe(at);
        const top = document.getXmlFragment(ARTICLE_FRAGMENT).toArray();
        expect(top.indexOf(topOf(found?.type) as Y.XmlElement)).toBe(without >= to ? without + 1 : without);
      }
    }),
    { numRuns: 200 },
  );
});

function caretsIn(document: Y.Doc): { caret: Y.RelativePosition; block: number; index: number }[] {
  const carets: { caret: Y.RelativePosition; block: number; index: number }[] = [];
  const visit = (node: Y.XmlElement | Y.XmlText, block: number) => {
    if (node instanceof Y.XmlText)
      for (let index = 0; index <= node.length; index += 1)
        carets.push({ caret: Y.createRelativePositionFromTypeIndex(node, index), block, index });
    else for (const child of node.toArray()) visit(child as Y.XmlElement, block);
  };
  for (const [block, child] of document.getXmlFragment(ARTICLE_FRAGMENT).toArray().entries())
    visit(child as Y.XmlElement, block);
  return carets;
}

function topOf(type: Y.AbstractType<unknown> | undefined): unknown {
  let at = type;
  while (at?._item && at.parent !== at.doc?.getXmlFragment(ARTICLE_FRAGMENT))
    at = at.parent as Y.AbstractType<unknown>;
  return at;
}
