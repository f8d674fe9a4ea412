import { documentSchema } from '@hamnevis/core/document/schema';
import { articleOf, plainText } from '@hamnevis/core/document/yjs';
import { ARTICLE_OF_SCHEMA_1 } from '@hamnevis/core/testing/article-of-schema-1';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { BoundEditor } from '../../testing/build-bound-editor.ts';
import { refuseUnknown, UnknownNode, watchForUnknown } from './unknown-nodes.ts';

/** The same article after a newer program put a node of its own into it. */
function withPoll(bytes: Uint8Array): Uint8Array {
  const newer = new Y.Doc();
  Y.applyUpdate(newer, bytes);
  const poll = new Y.XmlElement('poll');
  poll.insert(0, [new Y.XmlText('کدام؟')]);
  newer.getXmlFragment('default').insert(2, [poll]);
  return Y.encodeStateAsUpdate(newer);
}

const names = (document: Y.Doc) =>
  document
    .getXmlFragment('default')
    .toArray()
    .map((block) => (block as Y.XmlElement).nodeName);

describe('an article of an earlier schema', () => {
  it('opens in the editor with nothing lost and nothing written, and is edited in one place alone', () => {
    const { update, text } = ARTICLE_OF_SCHEMA_1;
    const whole = new Y.Doc();
    Y.applyUpdate(whole, update);
    const desk = new BoundEditor(update);
    refuseUnknown(desk.document);
    desk.state.doc.check();
    expect(plainText(articleOf(desk.document))).toBe(text);
    expect(documentSchema().nodeFromJSON(articleOf(whole)).eq(desk.state.doc)).toBe(true);
    expect(Y.encodeStateVector(desk.document)).toEqual(Y.encodeStateVector(whole));
    desk.dispatch(desk.state.tr.insertText('!', 3));
    expect(articleOf(desk.document).content?.slice(1)).toEqual(articleOf(whole).content?.slice(1));
    expect(plainText(articleOf(desk.document))).toBe(`${text.slice(0, 2)}!${text.slice(2)}`);
  });
});

describe('a node that this program does not know', () => {
  const bytes = ARTICLE_OF_SCHEMA_1.update;

  it('would be deleted for everybody by an editor that is bound to it', () => {
    expect(names(new BoundEditor(withPoll(bytes)).document)).not.toContain('poll');
  });

  it('keeps an editor from being made', () => {
    const document = new Y.Doc();
    Y.applyUpdate(document, withPoll(bytes));
    expect(() => refuseUnknown(document)).toThrow(UnknownNode);
    expect(() => refuseUnknown(document)).toThrow(/poll/);
  });

  it('that comes in while one writes stays, and the editor writes nothing more', () => {
    const desk = new BoundEditor(bytes);
    const told: UnknownNode[] = [];
    watchForUnknown(
      desk.document,
      () => desk.state,
      (error) => told.push(error),
    );
    desk.dispatch(desk.state.tr.insertText('پیش', 3));
    Y.applyUpdate(desk.document, withPoll(bytes));
    expect(told.map((error) => error.name)).toEqual(['UnknownNode']);
    expect(names(desk.document)).toContain('poll');
    const before = Y.encodeStateAsUpdate(desk.document);
    desk.dispatch(desk.state.tr.insertText('پس', 3));
    expect(Y.encodeStateAsUpdate(desk.document)).toEqual(before);
    expect(plainText(articleOf(desk.document))).toContain('پیش');
  });

  it('is not looked for in what the editor itself writes', () => {
    const desk = new BoundEditor(bytes);
    const told: UnknownNode[] = [];
    const stop = watchForUnknown(
      desk.document,
      () => desk.state,
      (error) => told.push(error),
    );
    desk.dispatch(desk.state.tr.insertText('one', 3));
    stop();
    expect(told).toEqual([]);
  });
});
