import { z } from 'zod';

const rolesById = z.record(z.string(), z.array(z.string()));

export const userScopes = z
  .object({ is_admin: z.boolean(), organization: rolesById, course_family: rolesById, course: rolesById })
  .meta({ id: 'UserScopes' });
export type UserScopesView = z.infer<typeof userScopes>;

export const userViews = z.array(z.string()).meta({ description: 'Sorted names of the views' });

export const userPassword = z
  .object({
    password: z.string().min(1).max(1024),
    password_old: z.string().max(1024).nullish(),
    username: z.string().max(320).nullish(),
  })
  .meta({ id: 'UserPassword' });
export type UserPassword = z.infer<typeof userPassword>;
