/** The role that the programs work as. It sees one organization at a time: the one of `app.tenant`. */
export const PROGRAM_ROLE = 'hamnevis_program';
