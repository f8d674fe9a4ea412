import { StartFault } from './start-fault.ts';

export interface LaunchOptions {
  /** No demo data: the first person becomes admin by a one-time link. */
  empty: boolean;
}

export const USAGE = `npm start [-- --empty]

  --empty   start without demo data; a one-time link for the first admin is printed
  --help    this text

Settings are environment variables or lines of .env; .env.example lists them.`;

/** @throws StartFault for an option that does not exist */
export function parseLaunchOptions(args: readonly string[]): LaunchOptions | 'help' {
  const options: LaunchOptions = { empty: false };
  for (const arg of args) {
    if (arg === '--help' || arg === '-h') return 'help';
    if (arg === '--empty') options.empty = true;
    else throw new StartFault(`unknown option ${arg}.`, '', ...USAGE.split('\n'));
  }
  return options;
}
