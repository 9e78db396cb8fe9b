import { Injectable } from '@nestjs/common';
import { BareRepositories } from '../../../platform/git/bare-repositories.js';
import { GitMissingError } from '../../../platform/git/git.errors.js';
import { gitErrors } from '../git.errors.js';
import { RepositoryOwnerRepository } from '../repositories/repository-owner.repository.js';
import { readmeOf } from './course-readme.js';

/** Repository of a course, by ids. */
export type CourseRepositoryId =
  | { kind: 'student-template' | 'assignments'; courseId: string }
  | { kind: 'students' | 'teams'; courseId: string; ownerId: string };

/** The repositories of courses: made when first needed. */
@Injectable()
export class RepositorySpace {
  constructor(
    private readonly repositories: BareRepositories,
    private readonly owners: RepositoryOwnerRepository,
  ) {}

  /** Makes the repository unless it is there, and returns its key. @throws AppError EXT_003 without git */
  async ensure(repository: CourseRepositoryId): Promise<string> {
    try {
      return await this.make(repository);
    } catch (error) {
      throw error instanceof GitMissingError ? gitErrors.gitMissing(error) : error;
    }
  }

  /** Makes the two repositories that a course begins with. */
  async ensureOfCourse(courseId: string): Promise<void> {
    await this.ensure({ kind: 'student-template', courseId });
    await this.ensure({ kind: 'assignments', courseId });
  }

  private async make(repository: CourseRepositoryId): Promise<string> {
    const key = keyOf(repository);
    if (await this.repositories.exists(key)) return key;
    if (repository.kind === 'students' || repository.kind === 'teams') {
      const template = await this.ensure({ kind: 'student-template', courseId: repository.courseId });
      await this.repositories.ensureCopy(key, template);
      return key;
    }
    const course = await this.owners.findCourseById(repository.courseId);
    if (course === null) throw gitErrors.repositoryNotFound();
    await this.repositories.ensureNew(key, {
      message: 'Begin the course\n',
      emptied: [],
      files: [{ path: 'README.md', content: readmeOf(course.title ?? course.path, []) }],
    });
    return key;
  }
}

function keyOf(repository: CourseRepositoryId): string {
  const base = `${repository.courseId}/${repository.kind}`;
  return 'ownerId' in repository ? `${base}/${repository.ownerId}` : base;
}
