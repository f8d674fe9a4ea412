// What an API key may call, and the scope that it needs for it. What does not stand here is for people alone: a route
// that is added is closed to keys until it is put in.
import type { KeyScope } from '@hamnevis/core/access/key-scopes';
import type { TenantThing } from '@hamnevis/db/queries/transact';

/** The scope that a key needs, by method and path of the contract, below /api/v1. */
export const KEY_ROUTES: Readonly<Record<string, KeyScope>> = {
  'get /me': 'read',
  'get /organizations': 'read',
  'patch /organizations/{id}': 'manage',
  'get /organizations/{id}/members': 'read',
  'patch /organizations/{id}/members/{personId}': 'manage',
  'get /organizations/{id}/invitations': 'manage',
  'post /organizations/{id}/invitations': 'manage',
  'get /organizations/{id}/workspaces': 'read',
  'post /organizations/{id}/workspaces': 'manage',
  'get /workspaces/{id}/projects': 'read',
  'post /workspaces/{id}/projects': 'manage',
  'get /projects/{id}/documents': 'read',
  'post /projects/{id}/documents': 'write',
  'get /documents/{id}': 'read',
  'patch /documents/{id}': 'write',
  'delete /documents/{id}': 'write',
  'post /documents/{id}/untrash': 'write',
  'post /documents/{id}/collab-ticket': 'read',
  'post /documents/{id}/transitions': 'write',
  'get /documents/{id}/versions': 'read',
  'post /documents/{id}/versions': 'write',
  'get /versions/{id}': 'read',
  'get /documents/{id}/authorship': 'read',
  'get /documents/{id}/diff': 'read',
  'get /documents/{id}/lost-text': 'read',
  'post /documents/{id}/restore': 'write',
  'post /documents/{id}/files': 'write',
  'get /files/{id}': 'read',
  'get /documents/{id}/ai-runs': 'read',
  'post /documents/{id}/ai-runs': 'ai',
  'get /ai-runs/{id}': 'read',
  'post /ai-runs/{id}/stop': 'ai',
  'post /ai-runs/{id}/accept': 'ai',
  'post /ai-runs/{id}/discard': 'ai',
  'post /ai-runs/{id}/retry': 'ai',
};

/** What the first id of a path is, by the word before it. An organization is looked at by itself. */
export const THING_OF_SEGMENT: Readonly<Record<string, TenantThing>> = {
  workspaces: 'workspace',
  projects: 'project',
  documents: 'document',
  versions: 'version',
  'ai-runs': 'ai-run',
  files: 'file',
};
