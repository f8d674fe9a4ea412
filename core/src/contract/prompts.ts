import { z } from 'zod';
import { id, line, moment, personRef } from './shared.ts';

export const PROMPT_SCOPES = ['workspace', 'public'] as const;

/** A variable's name in a template, written there as `{name}`. */
const variable = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,79}$/u);

/** GET /workspaces/{id}/prompts: a wish to the co-writer that is kept. `public` ones every workspace sees. */
export const prompt = z.object({
  id,
  workspaceId: id,
  title: z.string(),
  category: z.string().nullable(),
  template: z.string(),
  variables: z.array(variable).meta({ description: 'In the order in which they stand in the template' }),
  scope: z.enum(PROMPT_SCOPES),
  usageCount: z.number().int(),
  createdBy: personRef,
  createdAt: moment,
  updatedAt: moment,
});
export type Prompt = z.infer<typeof prompt>;

export const promptCreate = z.object({
  title: line(200),
  category: line(80).optional(),
  template: z.string().min(1).max(8000),
  scope: z.enum(PROMPT_SCOPES).default('workspace'),
});
export const promptPatch = promptCreate.partial();
