import { Injectable } from '@nestjs/common';
import { Events } from '../../../platform/events/events.js';
import { SubmissionNewsRepository } from '../repositories/submission-news.repository.js';

/** Tells the listeners of a submission group of results and grades (contract 05 section 6), with the open transaction. */
@Injectable()
export class SubmissionNewsService {
  constructor(
    private readonly events: Events,
    private readonly results: SubmissionNewsRepository,
  ) {}

  /** Told after the change; nothing is told of results that are gone. */
  async resultChanged(id: string): Promise<void> {
    const found = await this.results.findResult(id);
    if (found === null) return;
    const { submission_group_id, ...facts } = found;
    await this.tell('result:updated', submission_group_id, { result_id: id, ...facts });
  }

  async gradeChanged(grade: { id: string; artifact_id: string; submission_group_id: string }): Promise<void> {
    const facts = { artifact_id: grade.artifact_id, grade_id: grade.id };
    await this.tell('grade:updated', grade.submission_group_id, facts);
  }

  private async tell(type: string, groupId: string, facts: Record<string, unknown>): Promise<void> {
    const data = { ...facts, timestamp: new Date().toISOString() };
    await this.events.publish({ type, channel: `submission_group:${groupId}`, data });
  }
}
