// Every table under one name, as Drizzle wants it.
export * from './ai-runs.ts';
export * from './api-keys.ts';
export * from './authorship.ts';
export * from './documents.ts';
export * from './files.ts';
export * from './history.ts';
export * from './homeless.ts';
export * from './organizations.ts';
export * from './people.ts';
export * from './person-exports.ts';
export * from './records.ts';
export * from './templates.ts';
