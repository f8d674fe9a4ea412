// What stands outside row-level security, each with its reason. A test holds the database's own catalogue against
// these lists: a new table without a policy, or a new function that sees past the wall, fails it.

/** Tables that are read before anybody's organization is known. */
export const TABLES_WITHOUT_TENANT: Readonly<Record<string, string>> = {
  people: 'signing in comes before any organization, and one person may be in several',
  person_contacts: 'signing in',
  sessions: 'a request brings its session before it names anything',
  one_time_codes: 'signing in',
  setup_links: 'the first admin of an empty server',
  collab_tickets: 'a socket brings its ticket first; found by the hash of a secret only',
  idempotency_keys: 'belong to a person, whatever the request was about',
  person_exports: 'belong to a person, and span the organizations of that person',
  person_export_parts: 'pieces of person_exports',
};

/** Functions that run as the tables' owner, and the one narrow thing that each is for. */
export const FUNCTIONS_PAST_TENANTS: Readonly<Record<string, string>> = {
  append_updates: 'the one door of the log, for a batch of several organizations or a row alone',
  load_log: 'a node loads a document by its id',
  follow_log: 'a node reads what it lacks of a document',
  fold_document: 'a node folds a document that it holds',
  bind_client: 'a node binds a client id before it relays its awareness',
  standings_in: 'a node admits people to a document and asks again how they stand',
  heads_of: 'a node asks where the logs of all the documents that it holds stand',
  member_epochs_of: 'a node asks whether the rights of its people changed',
  tenant_of: 'the organization of a thing, for a member of it',
  tenant_of_run: 'the organization of a run, for its worker',
  tenant_of_invitation: 'the organization of an invitation, for whoever holds its token',
  invitations_to: 'the invitations that name a number or an address, for whoever confirmed it',
  is_open_link: 'whether whoever holds a link may be sent a code',
  delete_leftovers:
    'the clean-up removes what was written late about deleted documents of every organization',
  audit_about: 'the export of everything about one person',
  memberships_of: 'the export of everything about one person',
  delete_document: 'deletes a document of the tenant with its log, which nothing else may touch',
  delete_organization: 'deletes the tenant with all its logs',
  organizations_of: 'the list of somebody’s own organizations',
  use_api_key: 'a program brings its key before it names anything; found by the hash of a secret only',
  live_api_keys: 'a node asks whether the keys of its sockets still hold',
  merge_people: 'two identities of one person become one in every organization',
  is_invited: 'whether somebody unknown may be sent a code',
  has_organizations: 'whether a server is still empty',
  open_runs: 'the sweep gives a job to each run that has none',
  unsealed_versions: 'the sweep computes seals that are missing',
  history_rows: 'history reads the log of a document by its id, as loading does',
  clients_of: 'authorship asks whose the client ids of a document are',
  authorship_of: 'authorship goes on from the checkpoint of a document',
  keep_authorship: 'the one door for checkpoints of authorship',
  drop_authorship: 'a broken checkpoint goes, so that a sound one can be written',
  behind_authorship: 'the schedule works out authorship of every organization',
  due_versions: 'the schedule makes versions of texts at rest',
  uncounted_versions: 'the schedule counts who wrote how much for a version',
};
