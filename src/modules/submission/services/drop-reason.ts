/** Why a file of a hand-in is left out. */
export type DropReason =
  'hidden' | 'folder' | 'readme' | 'system_file' | 'backup' | 'file_type' | 'program' | 'empty';

const FILE_TYPES = new Set(
  (
    'exe dll com bat cmd msi scr vbs wsf bin so a o dylib app dmg pkg ps1 class elf db sqlite sqlite3 iso img vhd ' +
    'vmdk jar jnlp docm xlsm pptm lnk reg sys'
  ).split(' '),
);
const FOLDERS = new Set(
  (
    'mediaFiles media node_modules __pycache__ build dist target bin obj out coverage .gradle .next ' +
    '__MACOSX'
  ).split(' '),
);
const BACKUP = /~$|\.(?:bak|swp|swo|tmp)$/i;
const SYSTEM_FILE = /^(?:thumbs\.db|desktop\.ini|__MACOSX)$/i;

// The first bytes of Windows programs, ELF, Mach-O in both byte orders and word sizes, fat Mach-O and Java classes.
const PROGRAMS = [
  '4d5a',
  '7f454c46',
  'feedface',
  'feedfacf',
  'cefaedfe',
  'cffaedfe',
  'cafebabe',
  'cafebabf',
].map((hex) => Buffer.from(hex, 'hex'));

/**
 * Why contract 04, section 4 drops this file, or undefined when it is kept. Folders are compared exactly, names and
 * endings without regard to case.
 */
export function dropReason(path: string, content: Buffer): DropReason | undefined {
  return reasonInPath(path) ?? reasonInContent(content);
}

function reasonInPath(path: string): DropReason | undefined {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  if (name.startsWith('.') || folders.some((folder) => folder.startsWith('.'))) return 'hidden';
  if (folders.some((folder) => FOLDERS.has(folder))) return 'folder';
  if (name.toLowerCase().startsWith('readme')) return 'readme';
  if (SYSTEM_FILE.test(name)) return 'system_file';
  if (BACKUP.test(name)) return 'backup';
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return ending !== name && FILE_TYPES.has(ending.toLowerCase()) ? 'file_type' : undefined;
}

function reasonInContent(content: Buffer): DropReason | undefined {
  if (content.length === 0) return 'empty';
  const isProgram = PROGRAMS.some((magic) => content.subarray(0, magic.length).equals(magic));
  return isProgram ? 'program' : undefined;
}
