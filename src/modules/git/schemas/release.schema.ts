import { z } from 'zod';
import { id, orDefault } from '../../../platform/http/fields.js';

const MAX_CONTENTS = 10_000;
const commitMessage = z.string().max(4096).nullish();
const ids = z.array(id()).max(MAX_CONTENTS).nullish();

export const releaseSelection = z
  .object({
    course_content_ids: ids,
    parent_id: id().nullish(),
    include_descendants: orDefault(z.boolean(), true),
    all: orDefault(z.boolean(), false),
    global_commit: z.string().max(255).nullish().meta({ description: 'Accepted; assigned versions decide' }),
    overrides: z
      .array(z.object({ course_content_id: id(), version_identifier: z.string().max(255).nullish() }))
      .max(MAX_CONTENTS)
      .nullish()
      .meta({ description: 'Accepted; assigned versions decide' }),
  })
  .meta({ id: 'ReleaseSelection' });

export const generateTemplateRequest = z
  .object({
    commit_message: commitMessage,
    force_redeploy: orDefault(z.boolean(), false),
    release: releaseSelection.nullish(),
  })
  .meta({ id: 'GenerateTemplateRequest' });
export type GenerateTemplateRequest = z.infer<typeof generateTemplateRequest>;

export const generateAssignmentsRequest = z
  .object({
    course_content_ids: ids,
    parent_id: id().nullish(),
    include_descendants: orDefault(z.boolean(), true),
    all: orDefault(z.boolean(), false),
    overwrite_strategy: orDefault(z.enum(['force_update', 'skip_if_exists']), 'force_update'),
    commit_message: commitMessage,
    assignments_url: z
      .unknown()
      .optional()
      .meta({ override: { description: 'Accepted and dropped' } }),
  })
  .meta({ id: 'GenerateAssignmentsRequest' });
export type GenerateAssignmentsRequest = z.infer<typeof generateAssignmentsRequest>;

export const releaseResponse = z
  .object({ workflow_id: z.uuid(), status: z.literal('started'), contents_to_process: z.int() })
  .meta({ id: 'ReleaseResponse' });
export type ReleaseResponse = z.infer<typeof releaseResponse>;
