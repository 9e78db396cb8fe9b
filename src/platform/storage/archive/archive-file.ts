/** One regular file of an archive: relative path with `/`, bytes, and whether its owner may execute it. */
export interface ArchiveFile {
  path: string;
  content: Buffer;
  executable: boolean;
}
