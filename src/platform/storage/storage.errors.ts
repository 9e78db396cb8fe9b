/** Why an archive or a list of files was refused; stable, made for code. */
export type ArchiveRefusal =
  | 'not_a_zip'
  | 'damaged'
  | 'inconsistent'
  | 'unsupported'
  | 'encrypted'
  | 'packed_too_large'
  | 'unpacked_too_large'
  | 'file_too_large'
  | 'too_many_entries'
  | 'unsafe_path'
  | 'name_too_long'
  | 'not_a_file'
  | 'duplicate'
  | 'twin';

/** An archive or file list that is not accepted; `message` is for people and names entries of the archive only. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';

  constructor(
    readonly reason: ArchiveRefusal,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The disk or quota under the object store is used up; nothing was stored. */
export class StorageFullError extends Error {
  override readonly name = 'StorageFullError';

  constructor(options?: ErrorOptions) {
    super('The storage for files is full.', options);
  }
}

/** No object with this hash is stored, or the text given is no hash. */
export class ObjectNotFoundError extends Error {
  override readonly name = 'ObjectNotFoundError';

  constructor(
    readonly hash: string,
    options?: ErrorOptions,
  ) {
    super('The stored object does not exist.', options);
  }
}

/** The stored bytes no longer match the hash they are stored under. */
export class ObjectDamagedError extends Error {
  override readonly name = 'ObjectDamagedError';

  constructor(readonly hash: string) {
    super('The stored object is damaged.');
  }
}
