// An example for every body and every answer, composed from the contract's own schemas: their examples, choices and
// formats, and for words the table below, by the name of the field. What none of these tells throws, so that a field that
// is added gets an example before the document can be generated again.

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  example?: unknown;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

const ARTICLE = {
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: 'The railway comes to the village.' }] }],
};
const PARAGRAPH = { type: 'paragraph', content: [{ type: 'text', text: 'The railway comes.' }] };

/** Of fields that say nothing of themselves, by their name. */
const WORDS: Record<string, unknown> = {
  after: 2,
  anchor: 'AQIDBA==',
  attrs: { href: 'https://example.org' },
  audience: 'readers of a weekly',
  before: 1,
  block: PARAGRAPH,
  code: '123456',
  color: 'p1',
  content: ARTICLE,
  description: 'Questions first, then the portrait',
  detail: 'send application/json',
  devCode: '123456',
  device: 'Mozilla/5.0',
  email: 'sara@example.org',
  etag: '"3pQnY0uJ8kqkVdZ0cF1x2A"',
  instance: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  instruction: 'Say it in two sentences',
  invitation: 'vT3kq0m8Yc2hXo1b',
  invitedBy: 'Mina Kazemi',
  ip: '203.0.113.7',
  key: 'hnv_k3PqZ8Ls_9sVQ2n1rT7bX4yD0',
  marks: { type: 'bold' },
  mediaType: 'image/png',
  message: 'is needed',
  missing: 'KAVENEGAR_API_KEY',
  model: 'gpt-5',
  name: 'Sara Tavakoli',
  nextCursor: null,
  node: { type: 'hardBreak' },
  note: 'Two names were mended',
  organizationName: 'Kaveh Weekly',
  path: 'title',
  phone: '+989121234567',
  projectName: 'Autumn issue',
  room: '019a1b2c-3d4e-7f50-8a6b-7c8d9e0f1a2b',
  sealSha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  text: 'The railway comes to the village.',
  ticket: 'EV0lhc92XPwNe9oKdbBNi2Va9C1U9eSACWs3oVVegUs',
  timeZone: 'Asia/Tehran',
  title: 'The railway comes to the village',
  token: '019a1b2c-3d4e-7f50-8a6b-7c8d9e0f1a2b.qmOoPP9UOCe9lmF9Zbpc66',
  tone: 'plain',
  topic: 'the railway',
  type: 'paragraph',
  url: 'wss://voice.example.org',
  variables: { place: 'Tabriz' },
  workspaceName: 'Newsroom',
};
/** Where two fields of one request exclude each other, the one that an example leaves out. */
const EITHER: readonly (readonly [keep: string, leave: string])[] = [['phone', 'email']];

const FORMATS: Record<string, unknown> = {
  uuid: '019a1b2c-3d4e-7f50-8a6b-7c8d9e0f1a2b',
  'date-time': '2026-11-21T08:00:00.000Z',
  date: '2026-12-01',
  email: 'sara@example.org',
};

/** Composes examples with the components of one document. */
export class Examples {
  readonly #components: Record<string, Schema>;

  constructor(components: Record<string, unknown>) {
    this.#components = components as Record<string, Schema>;
  }

  /** Throws an Error that names the field of which nothing is known. `isAsked`: a body, not an answer. */
  of(schema: unknown, about: string, isAsked: boolean): unknown {
    return this.#of(schema as Schema, about, isAsked, new Set());
  }

  #of(schema: Schema, about: string, isAsked: boolean, within: ReadonlySet<string>): unknown {
    const name = /(\w+)(?:\[\])*$/.exec(about)?.[1] ?? '';
    if (schema.$ref) {
      const component = schema.$ref.split('/').at(-1) ?? '';
      // A tree stops at its second floor.
      if (within.has(component)) return undefined;
      const found = this.#components[component];
      if (!found) throw new Error(`the document has no ${schema.$ref}`);
      return this.#of(found, about, isAsked, new Set([...within, component]));
    }
    for (const told of [schema.example, schema.const, schema.enum?.[0], schema.default]) {
      if (told !== undefined) return told;
    }
    const choice = [schema.anyOf, schema.oneOf, schema.allOf].find((one) => one?.length)?.find(isSomething);
    if (choice) return this.#of(choice, about, isAsked, within);
    const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
    if (type === 'object' && schema.properties) {
      return this.#ofFields(schema.properties, about, isAsked, within);
    }
    if (type === 'array' && schema.items) {
      const item = this.#of(schema.items, `${about}[]`, isAsked, within);
      return item === undefined ? [] : [item];
    }
    if (schema.format && schema.format in FORMATS) return FORMATS[schema.format];
    if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 0, 1);
    if (type === 'boolean') return true;
    if (name in WORDS) return WORDS[name];
    throw new Error(`no example is known for ${about}: give its schema one`);
  }

  #ofFields(
    fields: Record<string, Schema>,
    about: string,
    isAsked: boolean,
    within: ReadonlySet<string>,
  ): Record<string, unknown> {
    const left = isAsked ? EITHER.filter(([keep]) => keep in fields).map(([, leave]) => leave) : [];
    const made: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      if (left.includes(name)) continue;
      const value = this.#of(field, `${about}.${name}`, isAsked, within);
      if (value !== undefined) made[name] = value;
    }
    return made;
  }
}

function isSomething(schema: Schema): boolean {
  return schema.type !== 'null';
}
