import {
  ArchiveError,
  ObjectDamagedError,
  ObjectNotFoundError,
  StorageFullError,
} from '../storage/storage.errors.js';
import { AppError } from './app-error.js';

/** The answer to an error of archives or the object store that no service translated, or null when it is none. */
export function fromStorageError(exception: unknown): AppError | null {
  if (exception instanceof ArchiveError) {
    const code = exception.reason === 'packed_too_large' ? 'VAL_005' : 'VAL_004';
    return new AppError(code, exception.message, { details: { reason: exception.reason }, cause: exception });
  }
  if (exception instanceof StorageFullError) {
    return new AppError('EXT_003', 'The storage for files is full; nothing was changed.', {
      headers: { 'retry-after': '60' },
      cause: exception,
    });
  }
  if (exception instanceof ObjectNotFoundError || exception instanceof ObjectDamagedError) {
    return new AppError('EXT_003', 'A stored file cannot be read at the moment.', { cause: exception });
  }
  return null;
}
