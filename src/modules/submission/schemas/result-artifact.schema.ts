import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { listAudit, type ListAuditRow, toListAudit } from '../../../platform/http/view-fields.js';

const SORT: SortColumns = { id: 'ra.id', created_at: 'ra.created_at', updated_at: 'ra.updated_at' };

export const resultArtifactQuery = z.object({ ...pagingFields(SORT) });
export type ResultArtifactQuery = z.infer<typeof resultArtifactQuery>;

export const resultArtifactListItem = z
  .object({
    id: z.uuid(),
    result_id: z.uuid(),
    content_type: z.string().nullable(),
    file_size: z.number().int(),
    bucket_name: z.string(),
    object_key: z.string(),
    properties: z.object({ filename: z.string() }),
    ...listAudit,
  })
  .meta({ id: 'ResultArtifactListItem' });

export const resultArtifactUploadResponse = z
  .object({
    result_id: z.uuid(),
    artifacts_count: z.number().int(),
    artifacts: z.array(
      z.object({
        filename: z.string(),
        file_size: z.number().int(),
        content_type: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ResultArtifactUploadResponse' });
export type ResultArtifactUploadResponse = z.infer<typeof resultArtifactUploadResponse>;

export interface ResultArtifactRow extends ListAuditRow {
  id: string;
  result_id: string;
  filename: string;
  content_type: string | null;
  file_size: number;
}

export function toResultArtifactListItem(row: ResultArtifactRow): z.infer<typeof resultArtifactListItem> {
  return {
    id: row.id,
    result_id: row.result_id,
    content_type: row.content_type,
    file_size: row.file_size,
    bucket_name: 'results',
    object_key: `${row.result_id}/${row.filename}`,
    properties: { filename: row.filename },
    ...toListAudit(row),
  };
}
