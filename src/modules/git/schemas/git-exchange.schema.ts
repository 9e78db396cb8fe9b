import { z } from 'zod';

/** `<organization>/<family>/<course>/<repository>.git/<what>` */
export const gitPath = z.string().max(2048);

export const gitRefsQuery = z.object({
  service: z.string().optional().meta({ description: '`git-upload-pack` or `git-receive-pack`' }),
});
export type GitRefsQuery = z.infer<typeof gitRefsQuery>;
