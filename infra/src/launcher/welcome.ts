import { DEMO_PEOPLE } from '../demo-data/demo-people.ts';

/** What the console says once the product answers. */
export type Welcome =
  | { kind: 'demo'; url: string }
  | { kind: 'setup'; url: string; setupLink: string }
  | { kind: 'plain'; url: string };

/** The lines of a welcome, in the order in which they are needed. */
export function welcomeLines(welcome: Welcome): string[] {
  const address = ['', `Hamnevis · هم‌نویس answers at ${welcome.url}`, ''];
  switch (welcome.kind) {
    case 'demo':
      return [
        ...address,
        'Sign in with one of these numbers; the one-time code appears here, on this console.',
        ...DEMO_PEOPLE.map((person) => `  ${person.role.padEnd(7)} ${person.phone}  ${person.name}`),
        '',
        'Stop with Ctrl-C. Start without demo data: npm start -- --empty (with another DATA_DIR).',
        '',
      ];
    case 'setup':
      return [
        ...address,
        'Nobody is here yet. Whoever opens this link first becomes the admin (it works once, for 24 hours):',
        `  ${welcome.setupLink}`,
        '',
      ];
    case 'plain':
      return [...address, 'Sign in with your number or e-mail address.', ''];
    default:
      return unreachable(welcome);
  }
}

function unreachable(value: never): never {
  throw new TypeError(`no welcome for ${JSON.stringify(value)}`);
}
