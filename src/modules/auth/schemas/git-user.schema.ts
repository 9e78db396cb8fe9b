import { z } from 'zod';

/** An account in the form in which git servers tell whose a token is. */
export const gitUser = z
  .object({
    id: z.int(),
    username: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    state: z.literal('active'),
  })
  .meta({ id: 'GitUser' });

/** Columns behind `gitUser`. */
export interface GitUserRow {
  id: string;
  username: string | null;
  given_name: string | null;
  family_name: string | null;
  email: string | null;
}

/** The number is the last 48 bits of the id, which are random. */
export function toGitUser(row: GitUserRow): z.infer<typeof gitUser> {
  const username = row.username ?? '';
  const name = [row.given_name, row.family_name].filter(Boolean).join(' ');
  return {
    id: Number.parseInt(row.id.slice(-12), 16),
    username,
    name: name === '' ? username : name,
    email: row.email,
    state: 'active',
  };
}
