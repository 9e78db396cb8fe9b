/** A version that is neither up to four numbers joined by dots nor a semantic version; the message is for people. */
export class InvalidVersionError extends Error {
  override readonly name = 'InvalidVersionError';
}

/** A version constraint that cannot be read; the message is for people. */
export class InvalidConstraintError extends Error {
  override readonly name = 'InvalidConstraintError';
}

/** Files of an upload that cannot be decoded; the message is for people and names the key. */
export class InvalidExampleFilesError extends Error {
  override readonly name = 'InvalidExampleFilesError';
}
