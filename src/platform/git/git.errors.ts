/** git is not installed on this machine. */
export class GitMissingError extends Error {
  constructor() {
    super('git is not installed');
  }
}

/** git refused; `output` is what it said. */
export class GitFailedError extends Error {
  constructor(
    command: string,
    readonly output: string,
  ) {
    super(`git ${command}: ${output.slice(0, 500)}`);
  }
}

/** Somebody else moved the branch; the work must begin anew on the new state. */
export class BranchMovedError extends Error {
  constructor() {
    super('the branch was moved by somebody else');
  }
}

/** A path that must not be in a repository, e.g. one with a part `.git`. */
export class UnsafeGitPathError extends Error {
  constructor(readonly path: string) {
    super(`not possible in a repository: ${path}`);
  }
}
