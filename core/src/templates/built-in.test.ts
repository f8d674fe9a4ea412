import { expect, test } from 'vitest';
import { templateDetail } from '../contract/templates.ts';
import { documentSchema } from '../document/schema.ts';
import { BUILT_IN_TEMPLATES, builtInTemplate } from './built-in.ts';

test('every built-in template is an article of the schema, in both languages, and found by its id', () => {
  for (const one of BUILT_IN_TEMPLATES) {
    documentSchema().nodeFromJSON(one.content).check();
    expect(builtInTemplate(one.id)).toBe(one);
    const twin = one.id.replace(/-(fa|en)$/, one.language === 'fa' ? '-en' : '-fa');
    expect(builtInTemplate(twin)?.content.content?.map((node) => node.type)).toEqual(
      one.content.content?.map((node) => node.type),
    );
    templateDetail.parse({ ...one, builtIn: true, createdBy: null, createdAt: null });
  }
});
