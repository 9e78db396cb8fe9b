import { z } from 'zod';

export const maintenanceStatus = z
  .object({
    active: z.boolean(),
    message: z.string(),
    activated_at: z.iso.datetime().nullable(),
    activated_by: z.uuid().nullable(),
    activated_by_name: z.string().nullable(),
    scheduled_at: z.iso.datetime().nullable(),
    scheduled_by: z.uuid().nullable(),
    scheduled_by_name: z.string().nullable(),
  })
  .meta({ id: 'MaintenanceStatus' });

export interface MaintenanceStateRow {
  active: boolean;
  message: string;
  activated_at: string | null;
  activated_by: string | null;
  activated_by_full_name: string | null;
  activated_by_username: string | null;
  scheduled_at: string | null;
  scheduled_by: string | null;
  scheduled_by_full_name: string | null;
  scheduled_by_username: string | null;
}

/** People without a name are called by their user name. */
export function toMaintenanceStatus(row: MaintenanceStateRow): z.infer<typeof maintenanceStatus> {
  return {
    active: row.active,
    message: row.message,
    activated_at: row.activated_at,
    activated_by: row.activated_by,
    activated_by_name: row.activated_by_full_name ?? row.activated_by_username,
    scheduled_at: row.scheduled_at,
    scheduled_by: row.scheduled_by,
    scheduled_by_name: row.scheduled_by_full_name ?? row.scheduled_by_username,
  };
}
