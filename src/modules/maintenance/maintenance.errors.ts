import { AppError } from '../../platform/http/app-error.js';

/** Named errors of looking after the system. */
export const maintenanceErrors = {
  underMaintenance: (message: string) =>
    new AppError(
      'MAINT_001',
      message === '' ? 'The system is being maintained; please come back.' : message,
      {
        headers: { 'retry-after': '300' },
        extra: { maintenance: true },
      },
    ),
} as const;
