/** The task at work was cancelled or given to another server: there is no use in going on. */
export class TaskGone extends Error {
  constructor() {
    super('The task is not wanted any more.');
    this.name = 'TaskGone';
  }
}
