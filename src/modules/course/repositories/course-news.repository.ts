import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { openToStudents } from '../../../access/visibility/course-contents.js';
import { Transaction } from '../../../platform/database/transaction.js';

/** Where a content is, and whether students see it. */
export interface ContentPlace {
  course_id: string;
  open: boolean;
}

/** What news of contents need to know. */
@Injectable()
export class CourseNewsRepository {
  constructor(private readonly tx: Transaction) {}

  findPlace(contentId: string): Promise<ContentPlace | null> {
    return this.tx.row<ContentPlace & Record<string, unknown>>(sql`
      SELECT cc.course_id, ${openToStudents()} AS open FROM course.course_contents cc WHERE cc.id = ${contentId}`);
  }
}
