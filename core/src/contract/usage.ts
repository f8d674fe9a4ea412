import { z } from 'zod';
import { id } from './shared.ts';

export const USAGE_SCOPES = ['user', 'workspace', 'organization'] as const;

/** A month of the Gregorian calendar in UTC, by which usage is counted. */
export const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/);

/** Money in millionths of a US dollar, so that sums are exact. */
const costMicros = z.number().int();

const amount = z.object({
  requests: z.number().int(),
  promptTokens: z.number().int(),
  completionTokens: z.number().int(),
  costMicros,
});

/** GET /usage/summary?scope=&month= */
export const usageQuery = z.object({
  scope: z.enum(USAGE_SCOPES).default('user'),
  scopeId: id.optional().meta({ description: 'Workspace or organization; without it the only one there is' }),
  month: month.optional(),
});
export const usageSummary = amount.extend({
  scope: z.enum(USAGE_SCOPES),
  scopeId: id,
  month,
  failed: z.number().int(),
  /** Reserved by runs that have not ended. */
  reservedMicros: costMicros,
  byModel: z.array(amount.extend({ model: z.string() })),
  byDay: z.array(amount.extend({ day: z.iso.date() })),
});

/** GET /usage/limits: null is no limit. */
export const usageLimit = z.object({
  scope: z.enum(USAGE_SCOPES),
  scopeId: id,
  monthlyRequests: z.number().int().min(0).nullable(),
  dailyRequests: z.number().int().min(0).nullable(),
  monthlyTokens: z.number().int().min(0).nullable(),
  monthlyCostMicros: costMicros.min(0).nullable(),
});
export const usageLimitPatch = usageLimit.omit({ scope: true, scopeId: true }).partial();
