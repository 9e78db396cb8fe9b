/** The job cannot have a report, and trying it again would not change that; the message is for people. */
export class JobFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JobFailure';
  }
}

/** What the job needs did not come; the job is not at fault and another attempt may succeed. */
export class DownloadFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DownloadFailure';
  }
}
