/** The job cannot have a report, and trying it again would not change that; the message is for people. */
export class JobFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JobFailure';
  }
}
