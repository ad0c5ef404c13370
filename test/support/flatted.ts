import { parse } from 'flatted';

/**
 * Reads the format in which n8n's REST interface sends run data. Nothing at all comes out of the empty table that an
 * execution has before it starts. Like zod, the library is the project's own and not the copy in the installed n8n.
 */
export const unflatten: (text: string) => unknown = parse;
