import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROBLEMS } from '@hamnevis/core/problems/catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApi, buildDocument, buildPerson, buildTeam, type TestApi } from './testing/build-api.ts';

let api: TestApi;
let clientDir: string;
beforeAll(async () => {
  clientDir = mkdtempSync(path.join(tmpdir(), 'hamnevis-client-'));
  mkdirSync(path.join(clientDir, 'assets'));
  writeFileSync(path.join(clientDir, 'index.html'), '<!doctype html><script nonce="%CSP_NONCE%"></script>');
  writeFileSync(path.join(clientDir, 'assets', 'main-a1b2.js'), 'export {}');
  writeFileSync(path.join(clientDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  api = await buildApi({ METRICS_TOKEN: 'a token for prometheus' }, clientDir);
});
afterAll(async () => {
  await api.drop();
  rmSync(clientDir, { recursive: true });
});

describe('errors', () => {
  const cases: [name: string, request: Parameters<TestApi['request']>, slug: keyof typeof PROBLEMS][] = [
    ['an unknown route', ['GET', '/api/v1/nothing'], 'not-found'],
    ['an unknown route outside the API', ['GET', '/nothing'], 'not-found'],
    ['a wrong method', ['DELETE', '/api/v1/me'], 'method-not-allowed'],
    ['broken JSON', ['POST', '/api/v1/auth/otp/request', { body: '{"phone": ' }], 'malformed'],
    [
      'another content type',
      ['POST', '/api/v1/auth/otp/request', { body: 'phone=1', headers: { 'Content-Type': 'text/plain' } }],
      'unsupported-media-type',
    ],
    [
      'a field that does not fit',
      ['POST', '/api/v1/auth/otp/verify', { body: { email: 'a@example.test' } }],
      'invalid',
    ],
    [
      'a body that is too large',
      ['POST', '/api/v1/auth/otp/request', { body: { phone: 'x'.repeat(300_000) } }],
      'too-large',
    ],
    ['no session', ['GET', '/api/v1/me'], 'unauthenticated'],
  ];
  test.each(cases)('%s is a problem of the catalogue', async (_, request, slug) => {
    const answer = await api.request(...request);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.status).toBe(PROBLEMS[slug].status);
    expect(answer.body).toMatchObject({
      type: `/problems/${slug}`,
      title: PROBLEMS[slug].title,
      status: answer.status,
    });
    expect(answer.body.instance).toBe(answer.headers.get('X-Request-Id'));
  });

  test('a wrong method is told with those that are right', async () => {
    expect((await api.request('DELETE', '/api/v1/me')).headers.get('Allow')?.split(', ').sort()).toEqual([
      'GET',
      'HEAD',
      'PATCH',
    ]);
  });

  test('a chunked body that says nothing of its length is counted too', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(64 * 1024));
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 10) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const init = {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'Content-Type': 'application/json' },
    };
    expect((await api.app.request('/api/v1/auth/otp/request', init as RequestInit)).status).toBe(413);
  });

  test('an unexpected failure is answered without a word of what it was; a database that is away with 503', async () => {
    const broken = await buildApi();
    const { token } = await buildPerson(broken);
    const sql = broken.programs.queries;
    const failing = (error: Error) =>
      Object.assign(broken.programs, {
        queries: new Proxy(sql, {
          get() {
            throw error;
          },
        }),
      });
    failing(new Error('secret detail'));
    const failed = await broken.request('GET', '/api/v1/me', { token });
    expect([failed.status, failed.body.type]).toEqual([500, '/problems/internal']);
    expect(JSON.stringify(failed.body)).not.toContain('secret');
    failing(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    const away = await broken.request('GET', '/api/v1/me', { token });
    expect([away.status, away.body.type, away.headers.get('Retry-After')]).toEqual([
      503,
      '/problems/unavailable',
      '2',
    ]);
    Object.assign(broken.programs, { queries: sql });
    await broken.programs.close();
    expect((await broken.request('GET', '/api/v1/me', { token })).status).toBe(503);
    expect((await broken.request('GET', '/health')).body.dependencies.database.state).toBe('down');
    expect((await broken.request('GET', '/readyz')).status).toBe(503);
    expect((await broken.request('GET', '/livez')).status).toBe(200);
    broken.app.close();
  });

  test('every kind of problem has its page, in both languages', async () => {
    for (const slug of Object.keys(PROBLEMS)) {
      const page = await api.request('GET', `/problems/${slug}`);
      expect(page.status).toBe(200);
      expect(page.body).toMatch(/<section lang="fa" dir="rtl"><h1>\S.*<section lang="en" dir="ltr"><h1>\S/s);
    }
    expect((await api.request('GET', '/problems/no-such-thing')).status).toBe(404);
  });
});

describe('a cookie and where it comes from', () => {
  async function withCookie(headers: Record<string, string>, on: TestApi = api): Promise<number> {
    const { token } = await buildPerson(on);
    const cookie = `${on.settings.PUBLIC_URL?.startsWith('https') ? '__Host-' : ''}hamnevis-session=${token}`;
    const answer = await on.request('PATCH', '/api/v1/me', {
      body: { name: 'X' },
      headers: { Cookie: cookie, Host: 'localhost:3000', ...headers },
    });
    return answer.status;
  }

  test('a change that carries a cookie must come from our own origin', async () => {
    expect(await withCookie({ Origin: 'http://localhost:3000' })).toBe(200);
    expect(await withCookie({ 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
    expect(await withCookie({})).toBe(403);
    expect(await withCookie({ Origin: 'null' })).toBe(403);
    expect(await withCookie({ Origin: 'https://evil.example' })).toBe(403);
    expect(await withCookie({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await withCookie({ 'Sec-Fetch-Site': 'same-site' })).toBe(403);
  });

  test('with PUBLIC_URL only that origin and the listed ones count, whatever Host says', async () => {
    const open = await buildApi({
      PUBLIC_URL: 'https://hamnevis.example',
      CORS_ALLOWED_ORIGINS: 'https://desk.example',
    });
    try {
      expect(await withCookie({ Origin: 'https://hamnevis.example' }, open)).toBe(200);
      expect(await withCookie({ Origin: 'https://desk.example' }, open)).toBe(200);
      expect(await withCookie({ Origin: 'http://localhost:3000' }, open)).toBe(403);
      const preflight = (origin: string) =>
        open.request('OPTIONS', '/api/v1/me', {
          headers: { Origin: origin, 'Access-Control-Request-Method': 'PATCH' },
        });
      const allowed = await preflight('https://desk.example');
      expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe('https://desk.example');
      expect((await preflight('https://evil.example')).headers.get('Access-Control-Allow-Origin')).toBeNull();
    } finally {
      await open.drop();
    }
  });

  test('another site cannot sign somebody in either; a program without Origin can', async () => {
    const body = { email: 'a@example.test' };
    const evil = { Origin: 'https://evil.example' };
    expect((await api.request('POST', '/api/v1/auth/otp/request', { body, headers: evil })).status).toBe(403);
    expect((await api.request('POST', '/api/v1/auth/otp/request', { body })).status).toBe(200);
  });

  test('a cookie is renewed hourly; the old one holds until the new one was seen, and a minute more', async () => {
    const { token } = await buildPerson(api);
    const me = (value: string) =>
      api.request('GET', '/api/v1/me', { headers: { Cookie: `hamnevis-session=${value}` } });
    const freshOf = (answer: { headers: Headers }) =>
      /hamnevis-session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
    expect(freshOf(await me(token))).toBeUndefined();
    api.clock.advance(3600_000);
    const fresh = freshOf(await me(token)) ?? '';
    expect(fresh).not.toBe(token);
    // The answer was lost on the way: the old one still holds, and soon brings another.
    expect((await me(token)).status).toBe(200);
    api.clock.advance(120_000);
    const again = freshOf(await me(token)) ?? '';
    expect((await me(fresh)).status).toBe(401);
    expect((await me(again)).status).toBe(200);
    api.clock.advance(59_000);
    expect((await me(token)).status).toBe(200);
    api.clock.advance(2000);
    expect((await me(token)).status).toBe(401);
    expect((await me(again)).status).toBe(200);
  });

  test('a session slides for 30 days; a program’s token never changes', async () => {
    const { token } = await buildPerson(api);
    const me = () => api.request('GET', '/api/v1/me', { token });
    for (let day = 0; day < 40; day += 10) {
      const answer = await me();
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
      api.clock.advance(10 * 24 * 3600_000);
    }
    api.clock.advance(20 * 24 * 3600_000);
    expect((await me()).status).toBe(401);
  });
});

describe('limits', () => {
  test('requests of one address are counted, told in headers, and refused with Retry-After', async () => {
    const strict = await buildApi({ RATE_LIMIT_PER_MINUTE: '3', TRUSTED_PROXIES: '10.0.0.0/8' });
    try {
      const from = (address: string, headers: Record<string, string> = {}) =>
        strict.request('GET', '/api/v1/setup', { address, headers });
      const first = await from('203.0.113.1');
      expect(first.headers.get('RateLimit')).toMatch(/^"address";r=2;t=\d+$/);
      expect(first.headers.get('RateLimit-Policy')).toBe('"address";q=3;w=60');
      await from('203.0.113.1', { 'X-Forwarded-For': '198.51.100.1' });
      await from('203.0.113.1', { 'X-Real-IP': '198.51.100.2' });
      const refused = await from('203.0.113.1', { 'X-Forwarded-For': '198.51.100.3' });
      expect([refused.status, Number(refused.headers.get('Retry-After')) > 0]).toEqual([429, true]);
      // A trusted proxy speaks for its client; what the client wrote itself stands further left and counts nothing.
      for (let count = 0; count < 3; count += 1) {
        expect((await from('10.0.0.1', { 'X-Forwarded-For': `1.1.1.${count}, 198.51.100.9` })).status).toBe(
          200,
        );
      }
      expect((await from('10.0.0.1', { 'X-Forwarded-For': '1.1.1.9, 198.51.100.9' })).status).toBe(429);
      // One IPv6 network is one address.
      for (let count = 0; count < 3; count += 1)
        expect((await from(`2001:db8:1:2::${count}`)).status).toBe(200);
      expect((await from('2001:db8:1:2:ffff::1')).status).toBe(429);
      expect((await from('2001:db8:1:3::1')).status).toBe(200);
    } finally {
      await strict.drop();
    }
  });

  test('whoever is refused costs no look into the database; what is remembered of a token opens nothing', async () => {
    const strict = await buildApi({ RATE_LIMIT_PERSON_PER_MINUTE: '3' });
    try {
      const { token } = await buildPerson(strict);
      const me = () => strict.request('GET', '/api/v1/me', { token });
      expect([(await me()).status, (await me()).status]).toEqual([200, 200]);
      const other = await buildPerson(strict);
      await strict.request('DELETE', `/api/v1/auth/sessions/${other.sessionId}`, { token: other.token });
      expect((await strict.request('GET', '/api/v1/me', { token: other.token })).status).toBe(401);
      expect((await me()).headers.get('RateLimit')).toMatch(/"person";r=0;t=\d+$/);
      // Counted from here on by what this process knows, until the minute is over.
      expect((await me()).status).toBe(429);
      const before = strict.statements.length;
      const refused = await me();
      expect([refused.status, Number(refused.headers.get('Retry-After')) > 0]).toEqual([429, true]);
      expect(strict.statements.length).toBe(before);
    } finally {
      await strict.drop();
    }
  });
});

describe('health', () => {
  test('everybody is told ok or down; details and metrics are for this machine and for the token', async () => {
    const outside = await api.request('GET', '/health');
    expect(outside.body).toEqual({
      state: 'ok',
      dependencies: { database: { state: 'ok' }, queues: { state: 'ok' } },
    });
    const inside = await api.request('GET', '/health', { address: '127.0.0.1' });
    expect(inside.body.dependencies.database.ms).toEqual(expect.any(Number));
    const bearer = { Authorization: 'Bearer a token for prometheus' };
    expect((await api.request('GET', '/metrics')).status).toBe(404);
    expect(
      (await api.request('GET', '/metrics', { headers: { Authorization: 'Bearer guess' } })).status,
    ).toBe(404);
    expect((await api.request('GET', '/metrics', { headers: { ...bearer } })).status).toBe(404);
    const proxied = { address: '127.0.0.1', headers: { 'X-Forwarded-For': '198.51.100.1' } };
    expect((await api.request('GET', '/metrics', proxied)).status).toBe(404);
    expect((await api.request('GET', '/metrics', { address: '::ffff:127.0.0.1' })).status).toBe(200);
  });

  test('metrics count requests by the route’s pattern, never by an id', async () => {
    const team = await buildTeam(api, 'metrics');
    const id = await buildDocument(api, team);
    await api.request('GET', `/api/v1/documents/${id}`, { token: team.people.viewer.token });
    const { body } = await api.request('GET', '/metrics', { address: '127.0.0.1' });
    expect(body).toContain('route="/api/v1/documents/:id",status="200"');
    expect(body).not.toContain(id);
    expect(body).toContain('hamnevis_database_up 1');
  });
});

describe('the client’s files', () => {
  const page = { headers: { Accept: 'text/html' } };

  test('the page carries this answer’s nonce, and the policy no unsafe-inline script', async () => {
    const [first, second] = [await api.request('GET', '/', page), await api.request('GET', '/', page)];
    const nonceOf = (answer: { body: string }) => /nonce="([^"%]+)"/.exec(answer.body)?.[1];
    expect(nonceOf(first)).toBeTruthy();
    expect(nonceOf(first)).not.toBe(nonceOf(second));
    const policy = first.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain(`script-src 'self' 'nonce-${nonceOf(first)}'`);
    const directives = Object.fromEntries(
      policy.split('; ').map((directive) => [directive.split(' ')[0], directive]),
    );
    expect(directives['script-src']).not.toContain('unsafe');
    expect(directives['style-src']).not.toContain('unsafe-inline');
    expect(directives['style-src-attr']).toBe("style-src-attr 'unsafe-inline'");
    expect(first.headers.get('Cache-Control')).toBe('no-store');
    expect(first.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  test('the front door opens for whoever takes anything, as curl does; an address that is none does not', async () => {
    for (const headers of [{ Accept: '*/*' }, {}] as Record<string, string>[]) {
      expect((await api.request('GET', '/', { headers })).headers.get('Content-Type')).toMatch(/^text\/html/);
      expect((await api.request('GET', '/no-such.js', { headers })).status).toBe(404);
    }
    expect((await api.request('GET', '/', { headers: { Accept: 'application/json' } })).status).toBe(404);
  });

  test('a page connects to our own sockets and the voice server’s, to no others', async () => {
    const connectOf = async (on: TestApi, host: string) => {
      const { headers } = await on.request('GET', '/', { headers: { ...page.headers, Host: host } });
      return /connect-src [^;]*/.exec(headers.get('Content-Security-Policy') ?? '')?.[0];
    };
    expect(await connectOf(api, 'localhost:3000')).toBe("connect-src 'self' ws://localhost:3000");
    expect(await connectOf(api, "x; script-src 'unsafe-inline'")).toBe("connect-src 'self' 'self'");
    const voiced = await buildApi(
      {
        PUBLIC_URL: 'https://hamnevis.example',
        LIVEKIT_URL: 'wss://voice.example',
        LIVEKIT_API_KEY: 'k',
        LIVEKIT_API_SECRET: 's',
      },
      clientDir,
    );
    try {
      expect(await connectOf(voiced, 'evil.example')).toBe(
        "connect-src 'self' wss://hamnevis.example wss://voice.example https://voice.example",
      );
    } finally {
      await voiced.drop();
    }
  });

  test('an address that the client knows gets the page; one of a program or of a file does not', async () => {
    for (const address of [
      '/',
      '/index.html',
      '/sign-in',
      '/documents/0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11',
    ]) {
      const answer = await api.request('GET', address, page);
      expect([address, answer.status, answer.body.startsWith('<!doctype')]).toEqual([address, 200, true]);
      expect(answer.body).not.toContain('%CSP_NONCE%');
    }
    for (const address of ['/api/v1/nothing', '/assets/gone-1234.js', '/collab', '/yjs/x']) {
      expect((await api.request('GET', address, page)).status).toBe(404);
    }
    expect((await api.request('GET', '/sign-in', { headers: { Accept: '*/*' } })).status).toBe(404);
  });

  test('hashed files are kept for ever, others are not, and nothing outside the folder is served', async () => {
    const asset = await api.request('GET', '/assets/main-a1b2.js');
    expect([asset.status, asset.headers.get('Cache-Control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    expect((await api.request('GET', '/favicon.svg')).headers.get('Cache-Control')).toBe(
      'public, max-age=3600',
    );
    for (const address of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json']) {
      expect((await api.request('GET', address)).status).toBe(404);
    }
  });
});

describe('the contract', () => {
  test('the OpenAPI document is 3.1, names who may call what, and describes every route of the API', async () => {
    const { body } = await api.request('GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(body.paths['/api/v1/documents/{id}/transitions'].post.responses['409'].content).toHaveProperty(
      'application/problem+json',
    );
    expect(body.paths['/api/v1/me'].get.security).toEqual([{ cookie: [] }, { bearer: [] }]);
    const served = api.app.routes
      .filter((route) => route.path.startsWith('/api/v1/') && route.method !== 'ALL')
      .map((route) => `${route.method.toLowerCase()} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(body.paths as Record<string, object>).flatMap(([address, methods]) =>
      Object.keys(methods).map((method) => `${method} ${address}`),
    );
    expect(new Set(served)).toEqual(new Set(described));
  });
});
