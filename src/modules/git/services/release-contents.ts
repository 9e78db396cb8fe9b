import { Injectable } from '@nestjs/common';
import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { BareRepositories } from '../../../platform/git/bare-repositories.js';
import { GitMissingError, UnsafeGitPathError } from '../../../platform/git/git.errors.js';
import { DeploymentReleaseService } from '../../course/services/deployment-release.service.js';
import { ExampleCatalogue } from '../../examples/services/example-catalogue.service.js';
import { ExampleContents } from '../../examples/services/example-contents.service.js';
import { gitErrors } from '../git.errors.js';
import { RepositoryOwnerRepository } from '../repositories/repository-owner.repository.js';
import { readmeOf } from './course-readme.js';
import { isNeededForRelease, releaseFiles } from './release-files.js';
import { RepositorySpace } from './repository-space.js';

/** A content with the version of an example that is to go into a repository. */
export interface AssignedContent {
  courseId: string;
  contentId: string;
  versionId: string | null;
  /** Folder in the repository. */
  folder: string | null;
  message: string;
}

/** Commits contents into the repositories of a course, one commit each. */
@Injectable()
export class ReleaseContents {
  constructor(
    private readonly space: RepositorySpace,
    private readonly repositories: BareRepositories,
    private readonly owners: RepositoryOwnerRepository,
    private readonly deployments: DeploymentReleaseService,
    private readonly catalogue: ExampleCatalogue,
    private readonly examples: ExampleContents,
  ) {}

  /** What students may have, into the template; returns the commit. @throws AppError with a text for lecturers */
  async toTemplate(content: AssignedContent): Promise<string> {
    const { versionId, folder } = placed(content);
    const version = await this.catalogue.findVersion(versionId);
    if (version === null) throw gitErrors.nothingToRelease();
    const paths = await this.examples.listPaths(versionId);
    const needed = await this.examples.read(versionId, isNeededForRelease(version));
    const files = releaseFiles(version, paths, needed);
    const key = await this.space.ensure({ kind: 'student-template', courseId: content.courseId });
    return this.commit(key, content, folder, files);
  }

  /** The whole example, into the assignments; null when it is there already and `skipExisting`. */
  async toAssignments(content: AssignedContent, skipExisting: boolean): Promise<string | null> {
    const { versionId, folder } = placed(content);
    const key = await this.space.ensure({ kind: 'assignments', courseId: content.courseId });
    if (skipExisting && (await this.repositories.has(key, folder))) return null;
    return this.commit(key, content, folder, await this.examples.read(versionId));
  }

  private async commit(
    key: string,
    { courseId, contentId, message }: AssignedContent,
    folder: string,
    files: readonly ArchiveFile[],
  ): Promise<string> {
    try {
      return await this.repositories.commitOnTop(key, async () => ({
        message: `${message}\n`,
        emptied: [folder],
        files: [
          ...files.map((file) => ({ ...file, path: `${folder}/${file.path}` })),
          { path: 'README.md', content: await this.readme(courseId, contentId) },
        ],
      }));
    } catch (error) {
      if (error instanceof UnsafeGitPathError) throw gitErrors.pathNotPossible(error.path);
      throw error instanceof GitMissingError ? gitErrors.gitMissing(error) : error;
    }
  }

  private async readme(courseId: string, contentId: string): Promise<Buffer> {
    const course = await this.owners.findCourseById(courseId);
    const released = await this.deployments.listReleased(courseId, contentId);
    return readmeOf(course?.title ?? course?.path ?? '', released);
  }
}

function placed({ versionId, folder }: AssignedContent): { versionId: string; folder: string } {
  if (versionId === null || folder === null) throw gitErrors.nothingToRelease();
  return { versionId, folder };
}
