import { lazy } from 'react';
import { loadShelf } from '../../lib/i18n.ts';
import { useMyInvitations } from '../../lib/use-my-invitations.ts';

const InvitationRows = lazy(() =>
  Promise.all([import('./invitation-rows.tsx'), loadShelf('office')]).then(([module]) => ({
    default: module.InvitationRows,
  })),
);

/** Invitations for this person, where there are any. */
export function MyInvitations() {
  const invitations = useMyInvitations().data ?? [];
  return invitations.length > 0 ? <InvitationRows invitations={invitations} /> : null;
}
