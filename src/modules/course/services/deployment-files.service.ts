import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { OutgoingFile } from '../../../platform/http/file-answer.js';
import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import type { ExampleVersionRow } from '../../examples/schemas/example-version.schema.js';
import { ExampleCatalogue } from '../../examples/services/example-catalogue.service.js';
import { ExampleContents } from '../../examples/services/example-contents.service.js';
import { courseErrors } from '../course.errors.js';
import { DeploymentRepository } from '../repositories/deployment.repository.js';
import { isDescription, isNamedBy, withoutContentFolder } from './example-excerpt.js';

/** What tutors may have of the example that a content uses. */
@Injectable()
export class DeploymentFilesService {
  constructor(
    private readonly deployments: DeploymentRepository,
    private readonly catalogue: ExampleCatalogue,
    private readonly contents: ExampleContents,
  ) {}

  /**
   * A zip of the solution: the files that students hand in and those they are given; what the example needs lies below
   * its identifier. 404 DEPLOY_001 when nothing is assigned.
   */
  async reference(contentId: string, withDependencies: boolean): Promise<OutgoingFile> {
    const { version, name } = await this.assigned(contentId);
    const files = await this.solution(version);
    const needed = withDependencies ? await this.contents.needed(version.example_id) : [];
    for (const dependency of needed) {
      const example = await this.catalogue.find(dependency.example_id);
      for (const file of await this.solution(dependency)) {
        files.push({ ...file, path: `${example?.identifier ?? dependency.example_id}/${file.path}` });
      }
    }
    return packed(`${name}-reference.zip`, files);
  }

  /** A zip of what the folder `content/` holds. 404 DEPLOY_001 when nothing is assigned, NF_001 without such a folder. */
  async description(contentId: string): Promise<OutgoingFile> {
    const { version, name } = await this.assigned(contentId);
    const files = await this.contents.read(version.id, isDescription);
    if (files.length === 0) throw courseErrors.noDescription();
    return packed(
      `${name}-description.zip`,
      files.map((file) => ({ ...file, path: withoutContentFolder(file.path) })),
    );
  }

  private async assigned(contentId: string): Promise<{ version: ExampleVersionRow; name: string }> {
    const deployment = await this.deployments.findAssigned(contentId);
    const versionId = deployment?.example_version_id ?? null;
    const version = versionId === null ? null : await this.catalogue.findVersion(versionId);
    if (deployment === null || version === null) throw courseErrors.nothingAssigned();
    return { version, name: `${deployment.example_identifier}-${version.version_tag}` };
  }

  private solution(version: ExampleVersionRow): Promise<ArchiveFile[]> {
    const named = [...version.student_submission_files, ...version.additional_files];
    return this.contents.read(version.id, isNamedBy(named));
  }
}

async function packed(name: string, files: readonly ArchiveFile[]): Promise<OutgoingFile> {
  const archive = await writeArchive(files);
  const hash = createHash('sha256').update(archive).digest('hex');
  return { name, content: Readable.from([archive]), size: archive.length, hash };
}
