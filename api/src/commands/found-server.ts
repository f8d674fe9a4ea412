import { slugFromName } from '@hamnevis/core/organizations/slug';
import type { Contact } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { insertMember } from '@hamnevis/db/queries/members';
import { newId } from '@hamnevis/db/queries/new-id';
import { insertOrganization } from '@hamnevis/db/queries/organizations';
import { hasAnybody, insertPerson } from '@hamnevis/db/queries/people';
import { createSession } from '@hamnevis/db/queries/sessions';
import { useSetupToken } from '@hamnevis/db/queries/setup-links';
import { transact } from '@hamnevis/db/queries/transact';
import { insertProject, insertWorkspace } from '@hamnevis/db/queries/workspaces';
import type { ApiServices } from '../services.ts';
import { colorFor } from './new-person.ts';
import type { SignIn, SignInPlace } from './verify-code.ts';

interface FirstAdmin {
  token: string;
  name: string;
  organizationName: string;
  workspaceName?: string | undefined;
  language: 'fa' | 'en';
  contact: Contact;
}

/** What stands in an organization from the start, in its first admin's language. */
const FIRST_NAMES = {
  fa: { workspace: 'تحریریه', project: 'نخستین پروژه' },
  en: { workspace: 'Newsroom', project: 'First project' },
} as const;

/**
 * Makes the first person of an empty server, their organization, and a place to write in, and signs them in. The
 * link works once: of two people who open it at the same moment one becomes admin.
 */
export async function foundServer(
  services: ApiServices,
  wish: FirstAdmin,
  place: SignInPlace,
): Promise<SignIn> {
  const now = services.now();
  const organizationId = newId();
  return transact(services.database, { organizationId }, async (tx) => {
    if (!(await useSetupToken(tx, wish.token, now)) || (await hasAnybody(tx))) {
      throw new Problem('setup-link-invalid');
    }
    const { contact, language } = wish;
    const person = await insertPerson(tx, {
      name: wish.name,
      phone: contact.channel === 'phone' ? contact.address : null,
      email: contact.channel === 'email' ? contact.address : null,
      color: colorFor(contact.address),
      language,
    });
    const slug = slugFromName(wish.organizationName) ?? 'organization';
    await insertOrganization(tx, { id: organizationId, name: wish.organizationName, slug });
    await insertMember(tx, { organizationId, personId: person.id, role: 'admin' });
    const names = FIRST_NAMES[language];
    const workspace = await insertWorkspace(tx, {
      organizationId,
      name: wish.workspaceName ?? names.workspace,
      slug: slugFromName(wish.workspaceName ?? '') ?? 'newsroom',
    });
    await insertProject(tx, {
      organizationId,
      workspaceId: workspace.id,
      name: names.project,
      slug: 'first-project',
    });
    const ip = place.address || null;
    await recordAudit(tx, {
      organizationId,
      actorId: person.id,
      action: 'server.found',
      subjectKind: 'organization',
      subjectId: organizationId,
      ip,
    });
    const session = await createSession(tx, { personId: person.id, device: place.device, ip, now });
    return { token: session.token, person };
  });
}
