/** Where a document stands on its way to being approved. */
export const STATUSES = ['draft', 'in_progress', 'review', 'approved', 'rejected'] as const;
export type Status = (typeof STATUSES)[number];
