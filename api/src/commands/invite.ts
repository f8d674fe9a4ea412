import type { Role } from '@hamnevis/core/access/roles';
import type { Contact } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { recordAudit } from '@hamnevis/db/queries/audit';
import {
  createInvitation,
  findInvitation,
  type InvitationRow,
  type ListedInvitation,
  markInvitationSent,
  renewInvitation,
  revokeInvitation,
  revokeInvitationsTo,
} from '@hamnevis/db/queries/invitations';
import { hasMemberWith } from '@hamnevis/db/queries/members';
import { findMembership, findOrganization } from '@hamnevis/db/queries/organizations';
import { findPersonByContact, type PersonRow } from '@hamnevis/db/queries/people';
import { transact } from '@hamnevis/db/queries/transact';
import { spend } from '../limits/spend.ts';
import { DeliveryFault } from '../senders/code-sender.ts';
import { invitationMessage } from '../senders/invitation-message.ts';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';

interface Host {
  organizationId: string;
  /** Who invites; their session was read a moment ago, their right is read again inside. */
  person: PersonRow;
  address: string;
  /** Where people open the product. */
  baseUrl: string;
}

export interface Invited {
  listed: ListedInvitation;
  token: string;
  url: string;
}

/**
 * Invites somebody by number or address, or whoever gets the link. An older open invitation of the same contact is
 * taken back. Throws `already-exists` for a member, `invalid` for a bare link that would make an admin.
 */
export async function invite(
  services: ApiServices,
  host: Host,
  wish: { role: Role; contact: Contact | null; send: boolean },
): Promise<Invited> {
  const { contact, role, send } = wish;
  if (!contact && role === 'admin') {
    throw new Problem('invalid', {
      issues: [{ path: 'role', message: 'a link for whoever has it cannot make an admin' }],
    });
  }
  if (send && contact) await mayStillSend(services, host, contact);
  const made = await asHost(services, host, async (tx) => {
    if (contact && (await hasMemberWith(tx, host.organizationId, contact)))
      throw new Problem('already-exists');
    if (contact) await revokeInvitationsTo(tx, host.organizationId, contact, services.now());
    const created = await createInvitation(tx, {
      organizationId: host.organizationId,
      role,
      phone: contact?.channel === 'phone' ? contact.address : null,
      email: contact?.channel === 'email' ? contact.address : null,
      invitedBy: host.person.id,
      now: services.now(),
    });
    await audit(tx, host, 'invitation.create', created.invitation.id, { role });
    return created;
  });
  return hand(services, host, made, send);
}

/** A new link for an invitation, with its whole life again, and sent again if asked for; the old link is dead. */
export async function inviteAgain(
  services: ApiServices,
  host: Host,
  invitationId: string,
  send: boolean,
): Promise<Invited> {
  if (send) {
    const contact = await asHost(services, host, async (tx) => {
      const listed = await findInvitation(tx, host.organizationId, invitationId);
      if (!listed) throw new Problem('not-found');
      return contactOf(listed.invitation);
    });
    if (!contact) {
      throw new Problem('invalid', {
        issues: [{ path: 'send', message: 'a link alone can be sent to nobody' }],
      });
    }
    await mayStillSend(services, host, contact);
  }
  const made = await asHost(services, host, async (tx) => {
    if (!(await findInvitation(tx, host.organizationId, invitationId))) throw new Problem('not-found');
    const renewed = await renewInvitation(tx, invitationId, host.person.id, services.now());
    if (!renewed) throw new Problem('conflict', { detail: 'it was used or taken back' });
    await audit(tx, host, 'invitation.renew', invitationId, {});
    return renewed;
  });
  return hand(services, host, made, send);
}

/** Takes an invitation back. One that was used or taken back before is left as it is. */
export async function takeInvitationBack(
  services: ApiServices,
  host: Omit<Host, 'baseUrl'>,
  invitationId: string,
): Promise<void> {
  await asHost(services, host, async (tx) => {
    if (!(await findInvitation(tx, host.organizationId, invitationId))) throw new Problem('not-found');
    if (await revokeInvitation(tx, invitationId, services.now())) {
      await audit(tx, host, 'invitation.revoke', invitationId, {});
    }
  });
}

function asHost<Result>(
  { database }: ApiServices,
  { organizationId, person }: Omit<Host, 'baseUrl'>,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return transact(database, { organizationId }, async (tx) => {
    const membership = await findMembership(tx, organizationId, person.id);
    if (!membership) throw new Problem('not-found');
    allowOrganizationAction(membership.role, 'manage-members');
    return work(tx);
  });
}

function audit(
  tx: Transaction,
  { organizationId, person, address }: Omit<Host, 'baseUrl'>,
  action: string,
  invitationId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAudit(tx, {
    organizationId,
    actorId: person.id,
    action,
    subjectKind: 'invitation',
    subjectId: invitationId,
    detail,
    ip: address || null,
  });
}

/** Before anything is written: whether this channel can send at all, and how often this organization has. */
async function mayStillSend(services: ApiServices, host: Host, contact: Contact): Promise<void> {
  await asHost(services, host, async () => {});
  const missing = services.messageSender.missing(contact.channel);
  if (missing.length > 0) throw new Problem('not-configured', { missing });
  await spend(services.limits.invitations, host.organizationId);
  await spend(services.limits.codesByContact, `invitation:${contact.channel}:${contact.address}`);
}

/** The answer; the message goes out before it, so that whoever asked knows whether it was taken. */
async function hand(
  services: ApiServices,
  host: Host,
  made: { invitation: InvitationRow; token: string },
  send: boolean,
): Promise<Invited> {
  const { database, messageSender, log } = services;
  const { organizationId, person } = host;
  // Behind the # it is not sent to the server and stands in no log.
  const url = `${host.baseUrl}/join#${made.token}`;
  const contact = contactOf(made.invitation);
  if (send && contact) {
    const { organization, invited } = await transact(database, { organizationId }, async (tx) => ({
      organization: await findOrganization(tx, organizationId, person.id),
      invited: await findPersonByContact(tx, contact),
    }));
    try {
      await messageSender.send(
        invitationMessage({
          contact,
          organizationName: organization?.name ?? '',
          hostName: person.name,
          url,
          language: invited?.language ?? person.language,
        }),
      );
    } catch (error) {
      if (!(error instanceof DeliveryFault)) throw error;
      log.error({ err: error, channel: contact.channel }, 'an invitation was not sent');
      throw new Problem('code-not-sent', { detail: error.whose, invitationId: made.invitation.id });
    }
    await transact(database, { organizationId }, (tx) =>
      markInvitationSent(tx, made.invitation.id, services.now()),
    );
  }
  const listed = await transact(database, { organizationId }, (tx) =>
    findInvitation(tx, organizationId, made.invitation.id),
  );
  if (!listed) throw new Problem('not-found');
  return { listed, token: made.token, url };
}

function contactOf({ phone, email }: InvitationRow): Contact | null {
  if (phone) return { channel: 'phone', address: phone };
  return email ? { channel: 'email', address: email } : null;
}
