import { z } from 'zod';
import { id } from '../../../platform/http/fields.js';

/** What to test: an artifact, or a version of a group, or the newest of a group. Other fields are ignored. */
export const testCreate = z
  .object({
    artifact_id: id().nullish(),
    submission_group_id: id().nullish(),
    version_identifier: z.string().max(255).nullish(),
  })
  .meta({ id: 'TestCreate' });
export type TestCreate = z.infer<typeof testCreate>;
