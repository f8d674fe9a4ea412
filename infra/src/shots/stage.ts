// Two products for looking at screens: the demo, and an empty server that awaits its first admin.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type DemoEmail, demoPerson } from '../demo-data/demo-people.ts';
import { signIn } from '../testing/sign-in.ts';
import { type Product, startProduct } from '../testing/start-product.ts';
import { watchFaults } from '../testing/watch-faults.ts';
import type { ShownScreen, Stage } from './screen-list.ts';

/** How a screen is looked at. */
export interface Look {
  language: 'fa' | 'en';
  colorScheme: 'light' | 'dark';
  device: 'desk' | 'phone';
}

const DEVICES = {
  desk: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 360, height: 760 }, hasTouch: true, isMobile: true },
} as const;

/** A page that shows a screen, and what it reported: uncaught errors and refused content. */
interface Shown {
  page: Page;
  faults: string[];
  close: () => Promise<void>;
}

export interface Studio {
  stage: Stage;
  /** A fresh page of somebody's (or nobody's) in a look, on the screen, standing still. */
  show: (screen: ShownScreen, look: Look) => Promise<Shown>;
  stop: () => Promise<void>;
}

/** Starts both products and finds what the screens need. */
export async function openStudio(browser: Browser): Promise<Studio> {
  const [demo, empty] = await Promise.all([startProduct(), startProduct({ args: ['--empty'] })]);
  const tokens = new Map<DemoEmail, string>();
  const tokenOf = async (email: DemoEmail) => {
    const known = tokens.get(email);
    if (known) return known;
    const { token } = await signIn(demo.url, demoPerson(email).phone);
    tokens.set(email, token);
    return token;
  };
  const stage = await setStage(demo, empty, await tokenOf('mina@example.com'));

  // One browser of its own for each person and look: what was loaded once is there for the next screen.
  const contexts = new Map<string, Promise<BrowserContext>>();
  const newContext = async (as: DemoEmail | null, { language, colorScheme, device }: Look) => {
    const context = await browser.newContext({
      colorScheme,
      locale: language === 'fa' ? 'fa-IR' : 'en-US',
      reducedMotion: 'reduce',
      ...DEVICES[device],
    });
    if (as) {
      const value = await tokenOf(as);
      await context.addCookies([{ name: 'hamnevis-session', value, url: demo.url, httpOnly: true }]);
    }
    await context.addInitScript((chosen) => localStorage.setItem('hamnevis.language', chosen), language);
    return context;
  };
  const contextOf = (as: DemoEmail | null, look: Look) => {
    const key = [as, look.language, look.colorScheme, look.device].join(' ');
    const context = contexts.get(key) ?? newContext(as, look);
    contexts.set(key, context);
    return context;
  };

  return {
    stage,
    show: async (screen, look) => {
      const context = await contextOf(screen.as, look);
      const page = await context.newPage();
      const faults = watchFaults(page);
      await screen.open(page, stage, look.language);
      // What a screen fetches beside what it is named for has come too.
      await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root') === null);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      return {
        page,
        faults,
        // What a screen leaves in the browser (an open panel, a lost connection) is not for the next one.
        close: async () => {
          await page.evaluate(() => localStorage.clear());
          await page.close();
          await context.setOffline(false);
        },
      };
    },
    stop: async () => {
      await Promise.all([demo.stop(), empty.stop()]);
    },
  };
}

async function setStage(demo: Product, empty: Product, token: string): Promise<Stage> {
  const ask: Stage['ask'] = async (method, path, body) => {
    const response = await fetch(`${demo.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'PATCH' ? { 'if-match': '*' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.status === 204 ? undefined : await response.json();
  };
  type Items<Item> = { items: Item[] };
  const setupLink = /http\S+\/setup\?token=\S+/.exec(empty.logs())?.[0];
  if (!setupLink) throw new Error('the empty server printed no link');
  const { memberships } = await ask<{ memberships: { organizationId: string }[] }>('GET', '/me');
  const organizationId = memberships[0]?.organizationId ?? '';
  const workspaces = await ask<Items<{ id: string }>>('GET', `/organizations/${organizationId}/workspaces`);
  const workspaceId = workspaces.items[0]?.id ?? '';
  const projects = await ask<Items<{ id: string }>>('GET', `/workspaces/${workspaceId}/projects`);
  const articleIds = { fa: '', en: '' };
  let projectId = '';
  for (const project of projects.items) {
    const documents = await ask<Items<{ id: string; title: string }>>(
      'GET',
      `/projects/${project.id}/documents`,
    );
    for (const { id, title } of documents.items) {
      if (title === 'راه‌آهن و تولد شهر نو') articleIds.fa = id;
      if (title === 'How we edit') articleIds.en = id;
    }
    if (documents.items.length > 1) projectId = project.id;
  }
  const invitationPath = await furnish(ask, organizationId, projectId);
  return {
    url: demo.url,
    organizationId,
    workspaceId,
    projectId,
    articleIds,
    invitationPath,
    setupLink,
    ask,
  };
}

/** What the demo has none of: due dates, something in the trash, an invitation, a key. Answers where the invitation leads. */
async function furnish(ask: Stage['ask'], organizationId: string, projectId: string): Promise<string> {
  const { items } = await ask<{ items: { id: string }[] }>('GET', `/projects/${projectId}/documents`);
  for (const [index, days] of [-1, 1].entries()) {
    const dueOn = new Date(Date.now() + days * 24 * 3600_000).toISOString().slice(0, 10);
    await ask('PATCH', `/documents/${items[index]?.id}`, { dueOn });
  }
  const { id } = await ask<{ id: string }>('POST', `/projects/${projectId}/documents`, {
    title: 'یادداشت کنارگذاشته · A note put aside',
    language: 'fa',
  });
  await ask('DELETE', `/documents/${id}`);
  await ask('POST', `/organizations/${organizationId}/api-keys`, {
    name: 'پشتیبان شبانه · Nightly export',
    scopes: ['read', 'write'],
  });
  const invitation = await ask<{ url: string }>('POST', `/organizations/${organizationId}/invitations`, {
    role: 'writer',
    email: 'guest@example.com',
  });
  const { pathname, hash } = new URL(invitation.url);
  return pathname + hash;
}
