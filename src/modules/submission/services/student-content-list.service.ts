import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { watchedContents } from '../../../access/kept-views.js';
import { KeptAnswers } from '../../../platform/kept/kept-answers.js';
import type { ContentViewQuery } from '../schemas/student-content.schema.js';
import { StudentContentService } from './student-content.service.js';

/** Course pages of students, kept for as long as they are true. */
@Injectable()
export class StudentContentListService {
  constructor(
    private readonly contents: StudentContentService,
    private readonly kept: KeptAnswers,
  ) {}

  /** Open contents of the courses that the actor attends, with what he did. */
  listOwn(actor: Actor, query: ContentViewQuery) {
    const inputs = watchedContents(actor, query);
    const list = () => this.contents.listOwn(actor, query);
    return inputs === null ? list() : this.kept.answer(inputs, list);
  }
}
