import type { Role } from '@hamnevis/core/access/roles';

export interface DemoPerson {
  role: Role;
  name: string;
  /** As it is typed at sign-in: valid, and plainly nobody's. */
  phone: string;
  email: string;
  language: 'fa' | 'en';
  color: string;
}

/** Everybody in the demo organization. All four roles, and two writers, since one cannot write together. */
export const DEMO_PEOPLE = [
  {
    role: 'admin',
    name: 'مینا کاظمی',
    phone: '09000000001',
    email: 'mina@example.com',
    language: 'fa',
    color: 'p1',
  },
  {
    role: 'editor',
    name: 'سارا توکلی',
    phone: '09000000002',
    email: 'sara@example.com',
    language: 'fa',
    color: 'p2',
  },
  {
    role: 'writer',
    name: 'آرش رضایی',
    phone: '09000000003',
    email: 'arash@example.com',
    language: 'fa',
    color: 'p3',
  },
  {
    role: 'writer',
    name: 'Daniel Moore',
    phone: '09000000004',
    email: 'daniel@example.com',
    language: 'en',
    color: 'p4',
  },
  {
    role: 'viewer',
    name: 'نسترن یوسفی',
    phone: '09000000005',
    email: 'nastaran@example.com',
    language: 'fa',
    color: 'p5',
  },
] as const satisfies readonly DemoPerson[];

export type DemoEmail = (typeof DEMO_PEOPLE)[number]['email'];

/** The demo person with an e-mail address. */
export function demoPerson(email: DemoEmail): DemoPerson {
  const person = DEMO_PEOPLE.find((candidate) => candidate.email === email);
  if (!person) throw new TypeError(`no demo person ${email}`);
  return person;
}
