import { z } from 'zod';

/** Where the git repositories of a row lie; computed on reading, read-only for clients (contract 02). */
export const gitInfo = z
  .object({
    url: z.string().nullable(),
    full_path: z.string().nullable(),
    web_url: z.string().nullable(),
    directory: z.string().nullable(),
    visibility: z.string().nullable(),
    last_synced_at: z.iso.datetime().nullable(),
    registry: z.null(),
    parent: z.null(),
    group_id: z.null(),
    parent_id: z.null(),
    namespace_id: z.null(),
    namespace_path: z.null(),
    settings: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'GitInfo' });

/** GitInfo of the repository group `fullPath`, e.g. `<organization>/<family>/<course>`. */
export function toGitInfo(publicUrl: string, fullPath: string): z.infer<typeof gitInfo> {
  return {
    url: `${publicUrl}/git`,
    full_path: fullPath,
    web_url: null,
    directory: null,
    visibility: 'private',
    last_synced_at: null,
    registry: null,
    parent: null,
    group_id: null,
    parent_id: null,
    namespace_id: null,
    namespace_path: null,
    settings: {},
  };
}

/** The client's own keys of sent `properties`: what the server computes, and credentials in it, are dropped. */
export function withoutGit(sent: Record<string, unknown> | null | undefined): Record<string, unknown> {
  const { gitlab: _computed, ...own } = sent ?? {};
  return own;
}
