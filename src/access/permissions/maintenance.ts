import { row, user } from '../rule.js';

/** Maintenance of the system (contract 07 section 3). */
export const maintenancePermissions = {
  'system-maintenance.status': row('GET /system/maintenance/status', [user()], { token: 'system:get' }),
} as const;
