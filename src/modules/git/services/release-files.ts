import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';

/** What an example says about its files. */
export interface ReleaseLists {
  student_submission_files: readonly string[];
  additional_files: readonly string[];
  student_templates: readonly string[];
}

const INDEX = /^content\/index(_[A-Za-z0-9-]+)?\.md$/;
const MEDIA = 'content/mediaFiles/';
const TEMPLATES = 'studentTemplates/';

/** True for files whose text is needed to make what students get. */
export function isNeededForRelease(lists: ReleaseLists): (path: string) => boolean {
  const named = [...lists.additional_files, ...lists.student_templates];
  return (path) => INDEX.test(path) || path.startsWith(MEDIA) || isNamed(named, path);
}

/**
 * What students get of an example (contract 06, section 4), sorted by path and relative to the folder of the content:
 * the descriptions as README, their media, the additional files, and for each file to hand in its template, else nothing
 * in it. `paths` are all paths of the example, `files` those that are needed. A file to hand in is never the solution,
 * whatever other list names it too.
 */
export function releaseFiles(
  lists: ReleaseLists,
  paths: readonly string[],
  files: readonly ArchiveFile[],
): ArchiveFile[] {
  const released = new Map<string, ArchiveFile>();
  const put = (path: string, file: Pick<ArchiveFile, 'content' | 'executable'>) =>
    released.set(path, { path, content: file.content, executable: file.executable });
  for (const file of files) {
    if (isNamed(lists.additional_files, file.path)) put(file.path, file);
  }
  for (const file of files) {
    if (file.path.startsWith(MEDIA)) put(file.path.slice('content/'.length), file);
    const index = INDEX.exec(file.path);
    if (index !== null) put(`README${index[1] ?? ''}.md`, file);
  }
  const templates = files.filter((file) => isNamed(lists.student_templates, file.path));
  for (const path of filesToHandIn(lists, paths)) {
    put(path, templateOf(path, templates) ?? { content: Buffer.alloc(0), executable: false });
  }
  return [...released.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The named files; of a named folder every file in it. */
function filesToHandIn(
  { student_submission_files: names }: ReleaseLists,
  paths: readonly string[],
): string[] {
  return names.flatMap((name) => {
    const inside = paths.filter((path) => path.startsWith(`${name}/`));
    return inside.length > 0 ? inside : [name];
  });
}

/** The template of the same path below studentTemplates/, else of the same name. */
function templateOf(path: string, templates: readonly ArchiveFile[]): ArchiveFile | undefined {
  return (
    templates.find((file) => file.path === `${TEMPLATES}${path}`) ??
    templates.find((file) => nameOf(file.path) === nameOf(path))
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isNamed(names: readonly string[], path: string): boolean {
  return names.some((name) => path === name || path.startsWith(`${name.replace(/\/$/, '')}/`));
}
