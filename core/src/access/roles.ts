/** The four roles of a member, from most to least. */
export const ROLES = ['admin', 'editor', 'writer', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const RANK: Record<Role, number> = { admin: 3, editor: 2, writer: 1, viewer: 0 };

/** True when `role` has at least the rights of `least`. */
export function isAtLeast(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}
