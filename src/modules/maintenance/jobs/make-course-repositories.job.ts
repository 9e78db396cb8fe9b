import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../../../platform/http/app-error.js';
import { id } from '../../../platform/http/fields.js';
import { type RunningTask, TaskKinds } from '../../execution/services/task-kinds.js';
import { RepositorySpace } from '../../git/services/repository-space.js';
import { COURSE } from '../services/deploy.service.js';

/** The task of a course that was just created: its repositories, each with one commit. */
@Injectable()
export class MakeCourseRepositoriesJob implements OnModuleInit {
  constructor(
    private readonly kinds: TaskKinds,
    private readonly space: RepositorySpace,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      name: COURSE,
      parameters: z.object({ course_id: id() }),
      run: (task) => this.run(task),
    });
  }

  private async run({ courseId }: RunningTask): Promise<Record<string, unknown>> {
    try {
      if (courseId !== null) await this.space.ensureOfCourse(courseId);
      return { course_id: courseId, repositories: 'made' };
    } catch (error) {
      // The course is there and works; its repositories come with their first use.
      if (!(error instanceof AppError) || error.code !== 'EXT_003') throw error;
      return { course_id: courseId, repositories: error.message };
    }
  }
}
