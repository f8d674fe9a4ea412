import { loadShelf } from '../../lib/i18n.ts';
import { latePart } from '../../lib/late-part.ts';
import { useMyInvitations } from '../../lib/use-my-invitations.ts';

const InvitationRows = latePart(() =>
  Promise.all([import('./invitation-rows.tsx'), loadShelf('office')]).then(([module]) => ({
    default: module.InvitationRows,
  })),
);

/** Invitations for this person, where there are any. */
export function MyInvitations() {
  const invitations = useMyInvitations().data ?? [];
  return invitations.length > 0 ? <InvitationRows invitations={invitations} /> : null;
}
