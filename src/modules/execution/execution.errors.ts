import { AppError } from '../../platform/http/app-error.js';

/** Named errors of services and of the job protocol. */
export const executionErrors = {
  serviceTypeNotFound: () => new AppError('NF_001', 'There is no such service type.'),
  pathTaken: () => new AppError('CONFLICT_001', 'There is a service type of this path already.'),
  serviceNotFound: () => new AppError('NF_010', 'There is no such service.'),
  unknownServiceType: (path: string) =>
    new AppError('TASK_003', `There is no enabled service type ${path.slice(0, 255)}.`),
  slugTaken: () => new AppError('CONFLICT_001', 'There is a service with this slug already.'),
  stillUsed: () =>
    new AppError(
      'SERVICE_HAS_DEPENDENTS',
      'Exercises use this service; disabling or removing it needs force=true.',
    ),
  notAService: () => new AppError('AUTHZ_010', 'Only service accounts may do this.'),
  jobNotFound: () => new AppError('TASK_001', 'There is no such job.'),
  workerNotFound: () => new AppError('NF_001', 'No worker of this name has been heard of.'),
  notDead: () => new AppError('CONFLICT_005', 'Only jobs that were given up can be queued again.'),
  nothingToRetry: () =>
    new AppError('CONFLICT_005', 'What the job was about is gone or has meanwhile been tested again.'),
  taskNotFound: () => new AppError('TASK_001', 'There is no such task.'),
  taskEnded: () => new AppError('CONFLICT_005', 'The task has ended already.'),
  taskAtWork: () => new AppError('CONFLICT_005', 'The task is at work; cancel it before.'),
  leaseLost: () => new AppError('TASK_005', 'This lease does not hold the job any more.'),
} as const;
