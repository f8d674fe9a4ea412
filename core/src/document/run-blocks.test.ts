import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { editUpdate, freshClientId } from './edit-update.ts';
import { acceptRun, discardRun, undecidedRuns } from './run-blocks.ts';
import { type ArticleNode, articleOf, updateFromArticle } from './yjs.ts';

const RUN = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';
const OTHER = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a12';
const paragraph = (text: string, aiRun: string | null = null): ArticleNode => ({
  type: 'paragraph',
  attrs: { aiRun },
  content: [{ type: 'text', text }],
});

function documentOf(...content: ArticleNode[]): Y.Doc {
  const document = new Y.Doc();
  Y.applyUpdate(document, updateFromArticle({ type: 'doc', content }, freshClientId()));
  return document;
}

const texts = (document: Y.Doc) => articleOf(document).content?.map((node) => node.content?.[0]?.text ?? '');

test('undecided are the runs whose blocks stand in the text, also inside a quote', () => {
  const document = documentOf(paragraph('a'), paragraph('b', RUN), {
    type: 'blockquote',
    content: [paragraph('c', OTHER)],
  });
  expect(undecidedRuns(document)).toEqual(new Set([RUN, OTHER]));
  expect(undecidedRuns(documentOf(paragraph('a')))).toEqual(new Set());
});

test('accepting touches the attribute alone: what a person writes in the block at that moment stays', () => {
  const document = documentOf(paragraph('آغاز'), paragraph('متن', RUN));
  const person = new Y.Doc();
  Y.applyUpdate(person, Y.encodeStateAsUpdate(document));
  const block = person.getXmlFragment('default').get(1) as Y.XmlElement;
  (block.get(0) as Y.XmlText).insert(3, ' من');
  const update = editUpdate(document, freshClientId(), (edited) => acceptRun(edited, RUN));
  Y.applyUpdate(person, update as Uint8Array);
  expect(texts(person)).toEqual(['آغاز', 'متن من']);
  expect(undecidedRuns(person)).toEqual(new Set());
});

test('discarding takes the run’s blocks and no other’s', () => {
  const document = documentOf(
    paragraph('a'),
    paragraph('b', RUN),
    paragraph('c', OTHER),
    paragraph('d', RUN),
  );
  editUpdate(document, freshClientId(), (edited) => discardRun(edited, RUN));
  expect(texts(document)).toEqual(['a', 'c']);
});

test('discarding everything leaves one empty paragraph', () => {
  const document = documentOf(paragraph('a', RUN), { type: 'blockquote', content: [paragraph('b', RUN)] });
  editUpdate(document, freshClientId(), (edited) => discardRun(edited, RUN));
  expect(articleOf(document).content).toMatchObject([{ type: 'paragraph' }]);
  expect(articleOf(document).content).toHaveLength(1);
});

test('deciding a run that has no text left changes nothing', () => {
  const document = documentOf(paragraph('a'));
  expect(editUpdate(document, freshClientId(), (edited) => acceptRun(edited, RUN))).toBeNull();
  expect(editUpdate(document, freshClientId(), (edited) => discardRun(edited, RUN))).toBeNull();
});
