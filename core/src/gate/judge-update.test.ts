import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { articleOf, updateFromArticle } from '../document/yjs.ts';
import { DEEPEST_BLOCK, judgeUpdate, type UpdateVerdict } from './judge-update.ts';
import { withoutKnownDeletes } from './known-deletes.ts';

const LIMITS = { maxUpdateBytes: 4 * 1024 * 1024 };
const RUN = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';

/** A document as the server has it, and an editor's replica of it. */
function buildReplicas(): { server: Y.Doc; editor: Y.Doc; sent: Uint8Array[] } {
  const server = new Y.Doc();
  const article = {
    type: 'doc',
    content: [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'راه‌آهن' }] },
      { type: 'paragraph', content: [{ type: 'text', text: 'سطر نخست' }] },
      {
        type: 'bulletList',
        content: [
          { type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'یک' }] }] },
        ],
      },
    ],
  };
  Y.applyUpdate(server, updateFromArticle(article, 7));
  const editor = new Y.Doc();
  Y.applyUpdate(editor, Y.encodeStateAsUpdate(server));
  const sent: Uint8Array[] = [];
  editor.on('update', (update: Uint8Array) => sent.push(update));
  return { server, editor, sent };
}

function judge(update: Uint8Array, server: Y.Doc, runId: string | null = null): UpdateVerdict {
  return judgeUpdate(update, server, { runId }, LIMITS);
}

/** What the server says to what `change` makes of an editor's replica. */
function judged(
  change: (doc: Y.Doc, article: Y.XmlFragment) => void,
  runId: string | null = null,
): UpdateVerdict {
  const { server, editor, sent } = buildReplicas();
  editor.transact(() => change(editor, editor.getXmlFragment('default')));
  return judge(Y.mergeUpdates(sent), server, runId);
}

const block = (article: Y.XmlFragment, index: number) => article.get(index) as Y.XmlElement;
const textIn = (article: Y.XmlFragment, index: number) => block(article, index).get(0) as Y.XmlText;

describe('an editor’s own work passes', () => {
  const work: Record<string, (doc: Y.Doc, article: Y.XmlFragment) => void> = {
    'a letter': (_, article) => textIn(article, 1).insert(3, 'ا'),
    'a letter at the very end': (_, article) => textIn(article, 1).insert(textIn(article, 1).length, '.'),
    'a deletion': (_, article) => textIn(article, 1).delete(1, 4),
    bold: (_, article) => textIn(article, 1).format(0, 3, { bold: {} }),
    'a link': (_, article) =>
      textIn(article, 1).format(0, 3, { link: { href: 'https://example.org', target: '_blank', rel: null } }),
    'a new paragraph between others': (_, article) => {
      const paragraph = new Y.XmlElement('paragraph');
      const text = new Y.XmlText();
      text.insert(0, 'میان');
      paragraph.insert(0, [text]);
      article.insert(1, [paragraph]);
    },
    'a hard break': (_, article) =>
      block(article, 1).insert(1, [new Y.XmlElement('hardBreak'), new Y.XmlText()]),
    'an attribute, set and set again': (_, article) => {
      block(article, 0).setAttribute('level', 3 as unknown as string);
      block(article, 0).setAttribute('level', 4 as unknown as string);
      block(article, 1).setAttribute('dir', 'ltr');
    },
    'a table': (_, article) => {
      const [table, row, cell] = [
        new Y.XmlElement('table'),
        new Y.XmlElement('tableRow'),
        new Y.XmlElement('tableCell'),
      ];
      cell.setAttribute('colwidth', [120] as unknown as string);
      cell.insert(0, [new Y.XmlElement('paragraph')]);
      row.insert(0, [cell]);
      table.insert(0, [row]);
      article.push([table]);
    },
  };
  test.each(Object.entries(work))('%s', (_name, change) => {
    expect(judged(change)).toMatchObject({ verdict: 'accept' });
  });

  test('and names the client ids that it brings', () => {
    const { server, editor, sent } = buildReplicas();
    textIn(editor.getXmlFragment('default'), 1).insert(0, 'x');
    expect(judge(sent[0] as Uint8Array, server)).toEqual({ verdict: 'accept', clientIds: [editor.clientID] });
  });
});

describe('what no article holds is refused', () => {
  const harm: Record<string, (doc: Y.Doc, article: Y.XmlFragment) => void> = {
    'a root of its own': (doc) => doc.getMap('secret').set('a', 1),
    'a root named like an object’s own': (doc) => doc.getMap('__proto__').set('a', 1),
    'a subdocument': (_, article) => block(article, 0).setAttribute('dir', new Y.Doc() as unknown as string),
    bytes: (_, article) => block(article, 0).setAttribute('dir', new Uint8Array(9) as unknown as string),
    'a shared map inside': (_, article) =>
      block(article, 0).setAttribute('dir', new Y.Map() as unknown as string),
    'an embed': (_, article) => textIn(article, 1).insertEmbed(0, { image: 'x' }),
    'an unknown node': (_, article) => article.insert(0, [new Y.XmlElement('script')]),
    'a node named like an object’s own': (_, article) => article.insert(0, [new Y.XmlElement('constructor')]),
    'an unknown attribute': (_, article) => block(article, 0).setAttribute('onclick', 'alert(1)'),
    'a level that no heading has': (_, article) =>
      block(article, 0).setAttribute('level', 9 as unknown as string),
    'a value of many values': (_, article) =>
      block(article, 0).setAttribute('dir', { a: { b: [1] } } as unknown as string),
    'an unknown mark': (_, article) => textIn(article, 1).format(0, 3, { comment: {} }),
    'a link that runs a script': (_, article) =>
      textIn(article, 1).format(0, 3, { link: { href: 'java\tscript:alert(1)' } }),
    'a link under a name of its own that runs a script': (_, article) =>
      textIn(article, 1).format(0, 3, { 'link--abcdefgh': { href: 'javascript:alert(1)' } }),
    'a link to a page of data': (_, article) =>
      textIn(article, 1).format(0, 3, { link: { href: ' data:text/html,<script>alert(1)</script>' } }),
    'a link in Basic': (_, article) => textIn(article, 1).format(0, 3, { link: { href: 'VBScript:x' } }),
    'a link to another host that looks like a path': (_, article) =>
      textIn(article, 1).format(0, 3, { link: { href: '/\\evil.example' } }),
    'a link without an address': (_, article) => textIn(article, 1).format(0, 3, { link: {} }),
    'a link that dresses as a part of the page': (_, article) =>
      textIn(article, 1).format(0, 3, { link: { href: 'https://example.org', class: 'skip-link' } }),
    'a link that lies in a half-line’s own text': (_, article) => {
      const couplet = new Y.XmlElement('couplet');
      const [half, text] = [new Y.XmlElement('hemistich'), new Y.XmlText()];
      text.insert(0, 'x', { link: { href: 'javascript:alert(1)' } });
      half.insert(0, [text]);
      couplet.insert(0, [half]);
      article.push([couplet]);
    },
    'a file whose name turns its ending round': (_, article) => {
      const file = new Y.XmlElement('file');
      file.setAttribute('name', 'invoice\u202efdp.exe');
      article.push([file]);
    },
    'a file whose name is several lines': (_, article) => {
      const file = new Y.XmlElement('file');
      file.setAttribute('name', 'a\nb.pdf');
      article.push([file]);
    },
    'an image from an address': (_, article) => {
      const image = new Y.XmlElement('image');
      image.setAttribute('src', 'https://example.org/x.png');
      article.push([image]);
    },
    'an image that is no file of ours': (_, article) => {
      const image = new Y.XmlElement('image');
      image.setAttribute('file', 'https://example.org/x.png');
      article.push([image]);
    },
    'a link with a handler': (_, article) =>
      textIn(article, 1).format(0, 3, { link: { href: 'https://example.org', onclick: 'x' } }),
    'letters outside of a block': (_, article) => article.insert(0, [new Y.XmlText()]),
    'a cell outside of a table': (_, article) => article.insert(0, [new Y.XmlElement('tableCell')]),
    'a paragraph in a paragraph': (_, article) =>
      block(article, 1).insert(0, [new Y.XmlElement('paragraph')]),
    'a run’s cursor by a person': (doc) => doc.getMap('ai').set(RUN, { consumed: 1, cursor: '' }),
  };
  test.each(Object.entries(harm))('%s', (_name, change) => {
    expect(judged(change)).toMatchObject({ verdict: 'refuse', reason: 'malformed' });
  });

  test('blocks in blocks without end, made at once or one by one', () => {
    const nest = (levels: number) => (_: Y.Doc, article: Y.XmlFragment) => {
      let inner = new Y.XmlElement('blockquote');
      for (let level = 1; level < levels; level += 1) {
        const outer = new Y.XmlElement('blockquote');
        outer.insert(0, [inner]);
        inner = outer;
      }
      article.push([inner]);
    };
    expect(judged(nest(DEEPEST_BLOCK - 2))).toMatchObject({ verdict: 'accept' });
    expect(judged(nest(DEEPEST_BLOCK + 2))).toMatchObject({ verdict: 'refuse' });
    const { server, editor, sent } = buildReplicas();
    let parent: Y.XmlFragment = editor.getXmlFragment('default');
    let verdict: UpdateVerdict = { verdict: 'nothing-new' };
    for (let level = 0; level < DEEPEST_BLOCK + 2; level += 1) {
      const inner = new Y.XmlElement('blockquote');
      parent.insert(0, [inner]);
      parent = inner;
      verdict = judge(sent[level] as Uint8Array, server);
      if (verdict.verdict !== 'accept') break;
      Y.applyUpdate(server, sent[level] as Uint8Array);
    }
    expect(verdict).toMatchObject({ verdict: 'refuse' });
  });

  test('a value 100,000 levels deep', () => {
    const update = encoding.encode((encoder) => {
      for (const number of [1, 1, 99, 0]) encoding.writeVarUint(encoder, number);
      encoding.writeUint8(encoder, 8 | 0x20);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarString(encoder, 'ai');
      encoding.writeVarString(encoder, RUN);
      encoding.writeVarUint(encoder, 1);
      for (let level = 0; level < 100_000; level += 1) {
        encoding.writeUint8(encoder, 117);
        encoding.writeVarUint(encoder, 1);
      }
      encoding.writeUint8(encoder, 126);
      encoding.writeVarUint(encoder, 0);
    });
    expect(judge(update, new Y.Doc(), RUN)).toMatchObject({ verdict: 'refuse' });
  });

  test('a clock that jumps by a deletion of nothing', () => {
    const update = encoding.encode((encoder) => {
      for (const number of [1, 1, 99, 0]) encoding.writeVarUint(encoder, number);
      encoding.writeUint8(encoder, 0);
      encoding.writeVarUint(encoder, 2 ** 40);
      encoding.writeVarUint(encoder, 0);
    });
    expect(judge(update, new Y.Doc())).toMatchObject({ verdict: 'refuse' });
  });

  test('two million deletions, too many bytes, and bytes behind the end', () => {
    const { server, editor, sent } = buildReplicas();
    textIn(editor.getXmlFragment('default'), 1).insert(0, 'x');
    const many = encoding.encode((encoder) => {
      for (const number of [0, 1, 7, 2_000_000]) encoding.writeVarUint(encoder, number);
      for (let range = 0; range < 2_000_000; range += 1)
        encoding.writeUint8Array(encoder, new Uint8Array([0, 1]));
    });
    expect(judge(many, server)).toMatchObject({ verdict: 'refuse', reason: 'too-large' });
    expect(judgeUpdate(many, server, { runId: null }, { maxUpdateBytes: 1000 })).toMatchObject({
      reason: 'too-large',
    });
    expect(judge(new Uint8Array([...(sent[0] as Uint8Array), 0]), server)).toMatchObject({
      reason: 'malformed',
    });
  });

  test('the second encoding of Yjs', () => {
    const { server, editor } = buildReplicas();
    textIn(editor.getXmlFragment('default'), 1).insert(0, 'xyz');
    const second = Y.encodeStateAsUpdateV2(editor, Y.encodeStateVector(server));
    expect(judge(second, server)).toMatchObject({ verdict: 'refuse' });
  });
});

describe('an AI run', () => {
  test('sets its own cursor together with its text, and nobody else’s', () => {
    const write = (id: string) => (doc: Y.Doc, article: Y.XmlFragment) => {
      textIn(article, 1).insert(0, 'نوشته');
      doc.getMap('ai').set(id, { consumed: 5, cursor: 'AAECAw==' });
      doc.getMap('ai').set(id, { consumed: 6, cursor: 'AAECAw==' });
    };
    expect(judged(write(RUN), RUN)).toMatchObject({ verdict: 'accept' });
    expect(judged(write('0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a12'), RUN)).toMatchObject({ verdict: 'refuse' });
  });
});

describe('what is missing, and what is known', () => {
  test('an update without its predecessor is incomplete, and passes after it', () => {
    const { server, editor, sent } = buildReplicas();
    textIn(editor.getXmlFragment('default'), 1).insert(0, 'a');
    textIn(editor.getXmlFragment('default'), 1).insert(1, 'b');
    expect(judge(sent[1] as Uint8Array, server)).toEqual({ verdict: 'incomplete' });
    Y.applyUpdate(server, sent[0] as Uint8Array);
    expect(judge(sent[1] as Uint8Array, server)).toMatchObject({ verdict: 'accept' });
  });

  test('so is text beside letters of a third that have not come, and their deletion', () => {
    const { server, editor, sent } = buildReplicas();
    const third = new Y.Doc();
    Y.applyUpdate(third, Y.encodeStateAsUpdate(server));
    textIn(third.getXmlFragment('default'), 1).insert(0, 'third');
    Y.applyUpdate(editor, Y.encodeStateAsUpdate(third));
    sent.length = 0;
    textIn(editor.getXmlFragment('default'), 1).insert(3, 'x');
    textIn(editor.getXmlFragment('default'), 1).delete(0, 2);
    expect(sent.map((update) => judge(update, server).verdict)).toEqual(['incomplete', 'incomplete']);
    Y.applyUpdate(server, Y.encodeStateAsUpdate(third));
    expect(judge(sent[0] as Uint8Array, server)).toMatchObject({ verdict: 'accept' });
  });

  test('what the document has is nothing new, whole states and deletions alike', () => {
    const { server, editor, sent } = buildReplicas();
    textIn(editor.getXmlFragment('default'), 1).insert(0, 'a');
    textIn(editor.getXmlFragment('default'), 1).delete(2, 3);
    for (const update of sent) Y.applyUpdate(server, update);
    for (const update of sent) expect(judge(update, server)).toEqual({ verdict: 'nothing-new' });
    expect(judge(Y.encodeStateAsUpdate(editor), server)).toEqual({ verdict: 'nothing-new' });
  });

  test('a whole state with one new deletion is new', () => {
    const { server, editor } = buildReplicas();
    textIn(editor.getXmlFragment('default'), 1).delete(2, 1);
    expect(judge(Y.encodeStateAsUpdate(editor), server)).toEqual({ verdict: 'accept', clientIds: [] });
  });

  test('of a whole state only the new deletions need to be kept', () => {
    const { server, editor, sent } = buildReplicas();
    const text = textIn(editor.getXmlFragment('default'), 1);
    for (let letter = 0; letter < 300; letter += 1) {
      text.insert(0, 'xy');
      text.delete(1, 1);
    }
    for (const update of sent) Y.applyUpdate(server, update);
    text.delete(4, 3);
    text.insert(0, 'new');
    text.delete(1, 1);
    const answer = Y.encodeStateAsUpdate(editor, Y.encodeStateVector(server));
    const kept = withoutKnownDeletes(answer, server);
    expect(kept.length).toBeLessThan(answer.length / 10);
    Y.applyUpdate(server, kept);
    expect(server.getXmlFragment('default').toJSON()).toBe(editor.getXmlFragment('default').toJSON());
    expect(judge(answer, server)).toEqual({ verdict: 'nothing-new' });
  });

  test('a deletion of formatting alone is a clean-up', () => {
    const { server, editor, sent } = buildReplicas();
    const text = textIn(editor.getXmlFragment('default'), 1);
    text.format(0, 3, { bold: {} });
    for (const update of sent) Y.applyUpdate(server, update);
    const format = [...(editor.store.clients.get(editor.clientID) ?? [])].find(
      (item) => item instanceof Y.Item && item.content instanceof Y.ContentFormat,
    );
    sent.length = 0;
    editor.transact((transaction) => (format as Y.Item).delete(transaction));
    expect(judge(sent[0] as Uint8Array, server)).toEqual({ verdict: 'clean-up' });
  });
});

describe('whatever comes, the gate answers', () => {
  /** A small generator with a seed, so that a failure can be played again. */
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
  }

  test('20,000 truncated and bit-flipped updates: no throw, and what passes leaves a sound document', () => {
    const seed = 20_261_121;
    const next = random(seed);
    const { server, editor, sent } = buildReplicas();
    const article = editor.getXmlFragment('default');
    textIn(article, 1).insert(2, 'متن تازه', { bold: {} });
    block(article, 1).setAttribute('dir', 'rtl');
    textIn(article, 1).delete(0, 3);
    article.insert(1, [new Y.XmlElement('horizontalRule')]);
    const whole = Y.mergeUpdates(sent);
    const before = Y.encodeStateAsUpdate(server);
    const verdicts = new Map<string, number>();
    let slowestMs = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = whole.slice(0, next() < 0.3 ? Math.floor(next() * whole.length) : whole.length);
      for (let flips = 1 + Math.floor(next() * 3); flips > 0 && bytes.length > 0; flips -= 1) {
        const at = Math.floor(next() * bytes.length);
        bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(next() * 8));
      }
      const startedAt = performance.now();
      const { verdict } = judge(bytes, server);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict !== 'accept') continue;
      const copy = new Y.Doc();
      Y.applyUpdate(copy, before);
      Y.applyUpdate(copy, bytes);
      expect(copy.store.pendingStructs, `seed ${seed}, round ${round}`).toBeNull();
      expect(copy.store.pendingDs, `seed ${seed}, round ${round}`).toBeNull();
      expect([...copy.share.keys()].filter((key) => key !== 'default')).toEqual([]);
      articleOf(copy);
    }
    expect(verdicts.get('refuse')).toBeGreaterThan(5_000);
    expect(slowestMs).toBeLessThan(250);
  });

  test('random bytes', () => {
    const next = random(7);
    const { server } = buildReplicas();
    for (let round = 0; round < 5_000; round += 1) {
      const bytes = Uint8Array.from({ length: Math.floor(next() * 60) }, () => Math.floor(next() * 256));
      expect(judge(bytes, server).verdict).not.toBe('accept');
    }
  });

  test('an update that names what it depends on in a circle', () => {
    const update = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 2);
      for (const [client, other] of [
        [1, 2],
        [2, 1],
      ] as const) {
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, 0);
        encoding.writeUint8(encoder, 4 | 0x80);
        encoding.writeVarUint(encoder, other);
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarString(encoder, 'x');
      }
      encoding.writeVarUint(encoder, 0);
    });
    expect(decoding.hasContent(decoding.createDecoder(update))).toBe(true);
    expect(judge(update, new Y.Doc())).toEqual({ verdict: 'incomplete' });
  });
});

test('a keystroke is judged in microseconds', () => {
  const { server, editor, sent } = buildReplicas();
  const text = textIn(editor.getXmlFragment('default'), 1);
  for (let letter = 0; letter < 5_000; letter += 1) text.insert(text.length, 'ا');
  for (const update of sent.slice(0, 1_000)) {
    judge(update, server);
    Y.applyUpdate(server, update);
  }
  let judgingMs = 0;
  let applyingMs = 0;
  for (const update of sent.slice(1_000)) {
    const startedAt = performance.now();
    judge(update, server);
    const judgedAt = performance.now();
    Y.applyUpdate(server, update);
    judgingMs += judgedAt - startedAt;
    applyingMs += performance.now() - judgedAt;
  }
  const microseconds = (ms: number) => ((ms / 4_000) * 1_000).toFixed(1);
  console.info(
    `a keystroke: judged in ${microseconds(judgingMs)} us, applied in ${microseconds(applyingMs)} us`,
  );
  // Ten times what it takes on a quiet machine.
  expect(judgingMs / 4_000).toBeLessThan(0.05);
});
