/** The numbers and addresses of the person who is signed in. */
export const CONTACTS_KEY = ['contacts'] as const;
