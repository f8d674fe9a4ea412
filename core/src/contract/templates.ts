import { z } from 'zod';
import { id, language, line, moment, personRef, prose } from './shared.ts';

/** The id of a template: of a workspace's own a UUID, of a built-in one its name. */
export const templateId = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .meta({ description: 'A UUID, or the name of a built-in template', example: 'interview-fa' });

/** GET /workspaces/{id}/templates: what a new document may begin with. */
export const template = z
  .object({
    id: templateId,
    name: z.string(),
    description: z.string(),
    language,
    builtIn: z.boolean(),
    createdBy: personRef.nullable().meta({ description: 'Null for a built-in one' }),
    createdAt: moment.nullable(),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof template>;

/** GET /workspaces/{id}/templates/{templateId} */
export const templateDetail = template
  .extend({
    content: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The text as ProseMirror JSON of type `doc`' }),
  })
  .meta({ id: 'TemplateDetail' });

/** POST /workspaces/{id}/templates: a template out of a document's text as it stands. */
export const templateCreate = z.object({
  documentId: id,
  name: line(120),
  description: prose(500).default(''),
});
export const templatePatch = z.object({ name: line(120), description: prose(500) }).partial();
