// What an API key may not, before any route looks at the request: routes that are closed to keys or need another
// scope, and everything of another organization than the key's, also where its owner is a member.
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { ActiveKey } from '@hamnevis/db/queries/api-keys';
import { rowsOf, transact } from '@hamnevis/db/queries/transact';
import { sql } from 'drizzle-orm';
import { createMiddleware } from 'hono/factory';
import { KEY_ROUTES, THING_OF_SEGMENT } from '../access/key-routes.ts';
import type { ApiEnv, ApiServices } from '../services.ts';
import { routePatternOf } from './route-pattern.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Refuses what a key may not do; requests without a key pass. */
export function guardKeys({ database }: ApiServices) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = c.get('apiKey');
    const pattern = routePatternOf(c);
    if (!key || pattern === 'none') return next();
    const path = pattern.replace(/^\/api\/v1/, '').replace(/:(\w+)/g, '{$1}');
    const scope = KEY_ROUTES[`${c.req.method.toLowerCase()} ${path}`];
    if (!scope) throw new Problem('key-forbids');
    if (!key.scopes.includes(scope)) throw new Problem('key-forbids', { scope });
    const [, segment = '', thing = ''] = path.split('/');
    const id = thing === '{id}' ? (c.req.path.split('/')[4] ?? '') : undefined;
    if (id !== undefined && !(await isOwn(key, segment, id))) throw new Problem('not-found');
    const asked = c.req.query('organizationId');
    if (asked !== undefined && asked !== key.organizationId) throw new Problem('not-found');
    return next();
  });

  async function isOwn(key: ActiveKey, segment: string, id: string): Promise<boolean> {
    if (!UUID.test(id)) return false;
    if (segment === 'organizations') return id.toLowerCase() === key.organizationId;
    const of = THING_OF_SEGMENT[segment];
    if (!of) return false;
    const tenant = { of, id, personId: key.person.id };
    const [row] = await transact(database, tenant, (tx) =>
      rowsOf<{ id: string | null }>(tx, sql`select current_tenant() as id`),
    );
    return row?.id === key.organizationId;
  }
}
