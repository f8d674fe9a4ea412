import { judgeOrganizationAction, type OrganizationAction } from '@hamnevis/core/access/rules';
import type { Me } from '@hamnevis/core/contract/auth';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { readItem, writeItem } from './preferences.ts';
import { useMe } from './use-me.ts';

const ORGANIZATION_KEY = 'hamnevis.organization';

export type Membership = Me['memberships'][number];

/**
 * The organization whose things are shown: the one that the address names (`?organization=`), else the one that was
 * shown last in this browser, else the first; null for somebody who is in none.
 */
export function useOrganization(): Membership | null {
  const me = useMe();
  const [search] = useSearchParams();
  const memberships = me.data?.memberships ?? [];
  const byId = (id: string | null) => memberships.find((one) => one.organizationId === id);
  const asked = byId(search.get('organization'));
  const shown = asked ?? byId(readItem(ORGANIZATION_KEY)) ?? memberships[0] ?? null;
  const askedId = asked?.organizationId;
  useEffect(() => {
    if (askedId) writeItem(ORGANIZATION_KEY, askedId);
  }, [askedId]);
  return shown;
}

/** Whether this person may do something in the organization that is shown. */
export function useMay(action: OrganizationAction): boolean {
  const organization = useOrganization();
  return organization !== null && judgeOrganizationAction(organization.role, action).allowed;
}
