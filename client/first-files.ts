// What an address needs before anything is on its screen, told in the page itself: the browser asks for all of it while
// the page is still being read, where each file would otherwise wait for the one that imports it.
import type { Plugin, Rolldown } from 'vite';

const FILES_MARK = '/* first files */ []';
const WORDS_MARK = '/* first words */ {}';

/** Addresses by their beginning, the first that fits; what is imported by a module at once comes with it. */
const FIRST: readonly (readonly [begins: string, modules: readonly string[]])[] = [
  ['/documents/', ['app/boot-article.ts']],
  ['/projects/', ['app/render-app.tsx', 'app/shell.tsx', 'features/library/project-page.tsx']],
  ['/workspaces/', ['app/render-app.tsx', 'app/shell.tsx', 'features/library/workspace-page.tsx']],
  ['/sign-in', ['app/render-app.tsx', 'features/sign-in/sign-in-page.tsx']],
  ['/setup', ['app/render-app.tsx', 'features/setup/setup-page.tsx']],
  ['/join', ['app/render-app.tsx', 'features/people/invitation-page.tsx']],
  ['/', ['app/render-app.tsx', 'app/shell.tsx', 'features/library/home-page.tsx']],
];

/** Writes the list into index.html, whose script asks for it. Throws when a module has no file of its own any more. */
export function firstFiles(): Plugin {
  return {
    name: 'first-files',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        if (!bundle) throw new Error('the first files are told of a build');
        const list = FIRST.map(([begins, modules]) => [begins, filesOf(bundle, modules)]);
        const words = {
          fa: filesOf(bundle, ['locales/base-fa.ts']),
          en: filesOf(bundle, ['locales/base-en.ts']),
        };
        return fill(fill(html, FILES_MARK, list), WORDS_MARK, words);
      },
    },
  };
}

function fill(html: string, mark: string, what: unknown): string {
  if (!html.includes(mark)) throw new Error(`index.html has no ${mark}`);
  return html.replace(mark, JSON.stringify(what));
}

function filesOf(bundle: Rolldown.OutputBundle, modules: readonly string[]): string[] {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const files = new Set<string>();
  const add = (chunk: Rolldown.OutputChunk) => {
    if (files.has(chunk.fileName)) return;
    files.add(chunk.fileName);
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) add(imported);
    }
  };
  for (const module of modules) {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/client/src/${module}`));
    if (!chunk) throw new Error(`${module} has no file of its own`);
    add(chunk);
  }
  return [...files].map((file) => file.replace(/^assets\//, ''));
}
