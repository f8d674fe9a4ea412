// Every screen of the client, one entry each: for the pictures (`npm run shots`) and for the tests of all screens.
import type { Page } from 'playwright-core';
import { type DemoEmail, demoPerson } from '../demo-data/demo-people.ts';

/** The product that the screens are shown of, and what stands in it. */
export interface Stage {
  /** The demo library. */
  url: string;
  projectId: string;
  workspaceId: string;
  /** The long article of each language. */
  articleIds: Record<'fa' | 'en', string>;
  organizationId: string;
  /** Where the link of an open invitation leads. */
  invitationPath: string;
  /** An empty server, and the link that it printed. */
  setupLink: string;
  /** Asks the API as an admin. */
  ask: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
}

export interface ShownScreen {
  name: string;
  /** Who looks; nobody is signed in with null. */
  as: DemoEmail | null;
  /** Goes there and waits until everything is drawn. */
  open: (page: Page, stage: Stage, language: 'fa' | 'en') => Promise<void>;
}

const ADMIN = 'mina@example.com';
const EDITOR = 'sara@example.com';

/** An address of the demo, and what has to be on the screen. */
function at(path: string | ((stage: Stage) => string), testId: string) {
  return async (page: Page, stage: Stage) => {
    await page.goto(stage.url + (typeof path === 'string' ? path : path(stage)));
    await page.getByTestId(testId).first().waitFor();
  };
}

/** The article of the language, with the text on the screen and saved. */
async function openArticle(page: Page, stage: Stage, language: 'fa' | 'en'): Promise<void> {
  await page.goto(`${stage.url}/documents/${stage.articleIds[language]}`);
  await page.locator('[data-testid="save-state"][data-state="saved"]').waitFor();
  // What the bar brings a moment later.
  await page.getByTestId('more').waitFor();
}

/** The menu of the editor, who is signed in somewhere, on the people screen. */
async function openMemberMenu(page: Page, stage: Stage): Promise<void> {
  await at('/people', 'member-row')(page, stage);
  const row = page.locator(`[data-testid="member-row"][data-name="${demoPerson(EDITOR).name}"]`);
  await row.getByTestId('member-actions').click();
}

export const SCREENS: readonly ShownScreen[] = [
  { name: 'sign-in', as: null, open: at('/sign-in', 'contact') },
  {
    name: 'lost-contact',
    as: null,
    open: async (page, stage) => {
      await at('/sign-in', 'contact')(page, stage);
      await page.getByTestId('lost-contact').click();
      await page.getByTestId('lost-contact').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'setup-language',
    as: null,
    open: async (page, stage) => {
      await page.goto(stage.setupLink);
      await page.getByTestId('setup-next').waitFor();
    },
  },
  {
    name: 'setup-organization',
    as: null,
    open: async (page, stage) => {
      await page.goto(stage.setupLink);
      await page.getByTestId('setup-next').click();
      await page.getByTestId('setup-name').waitFor();
    },
  },
  { name: 'home', as: EDITOR, open: at('/', 'document-due') },
  { name: 'workspace', as: ADMIN, open: at((stage) => `/workspaces/${stage.workspaceId}`, 'project-row') },
  { name: 'project-table', as: EDITOR, open: at((stage) => `/projects/${stage.projectId}`, 'document-due') },
  {
    name: 'project-board',
    as: EDITOR,
    open: at((stage) => `/projects/${stage.projectId}?view=board`, 'board-card'),
  },
  {
    name: 'card-move',
    as: EDITOR,
    open: async (page, stage) => {
      await at((one) => `/projects/${one.projectId}?view=board`, 'board-card')(page, stage);
      await page.getByTestId('column-draft').getByTestId('card-move').first().click();
      await page.getByTestId('move-review').waitFor();
    },
  },
  {
    name: 'new-document',
    as: EDITOR,
    open: async (page, stage) => {
      await at((one) => `/projects/${one.projectId}`, 'document-row')(page, stage);
      await page.getByTestId('new-document').click();
      await page.getByTestId('document-title-input').waitFor();
    },
  },
  { name: 'trash', as: ADMIN, open: at('/trash', 'trash-row') },
  { name: 'people', as: ADMIN, open: at('/people', 'invitation-row') },
  {
    name: 'invite',
    as: ADMIN,
    open: async (page, stage) => {
      await at('/people', 'member-row')(page, stage);
      await page.getByTestId('invite').click();
      await page.getByTestId('invite-contact').waitFor();
    },
  },
  {
    name: 'member-sessions',
    as: ADMIN,
    open: async (page, stage) => {
      await openMemberMenu(page, stage);
      await page.getByTestId('member-sessions').click();
      // Rows, or the sentence that there are none.
      await page.getByTestId('member-sessions-dialog').locator('li, p').first().waitFor();
    },
  },
  {
    name: 'replace-contact',
    as: ADMIN,
    open: async (page, stage) => {
      await openMemberMenu(page, stage);
      await page.getByTestId('member-replace-contact').click();
      await page.getByTestId('replacing-contact').waitFor();
    },
  },
  { name: 'join', as: null, open: at((stage) => stage.invitationPath, 'invitation') },
  { name: 'settings', as: ADMIN, open: at('/settings', 'workspace-row') },
  {
    name: 'workspace-settings',
    as: ADMIN,
    open: at((stage) => `/settings/workspaces/${stage.workspaceId}`, 'approval-by-others'),
  },
  { name: 'api-keys', as: ADMIN, open: at('/settings/api-keys', 'api-key-row') },
  {
    name: 'new-api-key',
    as: ADMIN,
    open: async (page, stage) => {
      await at('/settings/api-keys', 'api-key-row')(page, stage);
      await page.getByTestId('new-api-key').click();
      await page.getByTestId('api-key-name').waitFor();
    },
  },
  {
    name: 'plan',
    as: EDITOR,
    open: async (page, stage) => {
      await at((one) => `/projects/${one.projectId}`, 'document-row')(page, stage);
      await page.getByTestId('document-actions').first().click();
      await page.getByTestId('document-plan').click();
      await page.getByTestId('plan-due').fill('جمعه');
      await page.getByTestId('plan-due').press('ArrowDown');
      await page.getByTestId('calendar').waitFor();
    },
  },
  { name: 'profile', as: EDITOR, open: at('/profile', 'session-row') },
  {
    name: 'merge',
    as: EDITOR,
    open: async (page, stage) => {
      await at('/profile', 'contact-row')(page, stage);
      await page.getByTestId('merge-identities').click();
      await page.getByTestId('merge-own').waitFor();
    },
  },
  { name: 'not-found', as: EDITOR, open: at('/nowhere/at-all', 'not-found') },
  {
    name: 'offline',
    as: EDITOR,
    open: async (page, stage) => {
      await at('/', 'document-row')(page, stage);
      await page.context().setOffline(true);
      await page.locator('[data-testid="offline-line"] p').waitFor();
    },
  },
  { name: 'editor', as: EDITOR, open: openArticle },
  {
    name: 'editor-co-writer',
    as: EDITOR,
    open: async (page, stage, language) => {
      await openArticle(page, stage, language);
      await page.getByTestId('open-co-writer').click();
      await page.getByTestId('co-writer-start').waitFor();
    },
  },
  {
    name: 'editor-versions',
    as: EDITOR,
    open: async (page, stage, language) => {
      await openArticle(page, stage, language);
      await page.getByTestId('open-versions').click();
      await page.getByTestId('version-create').waitFor();
    },
  },
  {
    name: 'replay',
    as: EDITOR,
    open: async (page, stage, language) => {
      await openArticle(page, stage, language);
      await page.getByTestId('editor').locator('> p').nth(1).click();
      for (const word of language === 'fa' ? ['چند', 'واژهٔ', 'تازه'] : ['a', 'few', 'words']) {
        await page.keyboard.press('End');
        await page.keyboard.type(` ${word}`);
      }
      await page.getByTestId('open-versions').click();
      await page.getByTestId('open-replay').click();
      await page.getByTestId('replay-article').waitFor();
    },
  },
];
