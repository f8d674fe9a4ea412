import { enableCompileCache, registerHooks } from 'node:module';

const IN_DRIZZLE = '/node_modules/drizzle-orm/';

/**
 * Makes the import of the programs quick; call it before the first of them is imported.
 *
 * Node reads the nearest package.json for every file that it imports, its whole `exports` included, and drizzle's is
 * 180 KB for 400 files: measured 0.5 s and 170 MB of garbage at each start. Its files are all ES modules that name
 * each other by relative path, so nothing is left to look up. Compiled code is kept from one start to the next.
 */
export function makeImportsQuick(): void {
  enableCompileCache();
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context;
      if (!specifier.startsWith('.') || !parentURL?.includes(IN_DRIZZLE)) return next(specifier, context);
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
    },
  });
}
