import { z } from 'zod';
import { id, queryFlag } from '../../../platform/http/fields.js';

/** JSON of an upload, bytes (contract 06, section 2). */
export const UPLOAD_LIMIT = 32 * 1024 * 1024;

export const exampleUploadRequest = z
  .object({
    repository_id: id(),
    directory: z
      .string()
      .max(255)
      .regex(/^[a-zA-Z0-9._-]+$/, 'must be letters, digits, ".", "_" and "-"')
      .refine((value) => !/^\.+$/.test(value), 'must not consist of dots'),
    files: z.record(z.string(), z.string()),
  })
  .meta({ id: 'ExampleUploadRequest' });
export type ExampleUploadRequest = z.infer<typeof exampleUploadRequest>;

export const exampleDownloadQuery = z.object({
  with_dependencies: queryFlag().default(false),
});
export type ExampleDownloadQuery = z.infer<typeof exampleDownloadQuery>;

const fileSet = {
  example_id: z.uuid(),
  version_id: z.uuid().nullable(),
  version_tag: z.string(),
  identifier: z.string(),
  directory: z.string(),
  files: z.record(z.string(), z.string()),
  meta: z.record(z.string(), z.unknown()),
  test: z.record(z.string(), z.unknown()).nullable(),
};

export const exampleFileSet = z.object({ ...fileSet, title: z.string() }).meta({ id: 'ExampleFileSet' });
export type ExampleFileSet = z.infer<typeof exampleFileSet>;

export const exampleDownloadResponse = z
  .object({ ...fileSet, dependencies: z.array(exampleFileSet).nullable() })
  .meta({ id: 'ExampleDownloadResponse' });
export type ExampleDownloadResponse = z.infer<typeof exampleDownloadResponse>;
