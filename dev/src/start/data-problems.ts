/** What is wrong with the folder .data, in a sentence each. Pure but for looking at who owns it. */
import { lstatSync } from 'node:fs';

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EPERM: 'may not be written',
  EROFS: 'is on a file system that is read-only',
  ENOSPC: 'is on a disk that is full',
  EDQUOT: 'is on a disk on which you may keep no more',
  EEXIST: 'is a file, where a folder is expected',
  ENOTDIR: 'is a file, where a folder is expected',
  EISDIR: 'is a folder, where a file is expected',
  EIO: 'cannot be read from its disk',
};

/** A failed call on a file in .data as a sentence, with what to do; null for any other error. */
export function explain(error: unknown, data: string): string | null {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return null;
  const path = String(error.path);
  const meaning = MEANINGS[String(error.code).replace('ERR_FS_', '')];
  if (meaning === undefined || !path.startsWith(data)) return null;
  const at = path.endsWith('may-write') ? data : path;
  return `${at} ${meaning}${ownerOf(at)}. npm start keeps its data in ${data}: correct that, or move it away, and it begins without.`;
}

function ownerOf(path: string): string {
  const uid = lstatSync(path, { throwIfNoEntry: false })?.uid;
  return uid === undefined || uid === process.getuid?.() ? '' : ` (it belongs to user ${uid})`;
}

/** What PostgreSQL says when it does not start on its data, as a sentence; null when the data is not at fault. */
export function explainPostgres(said: string, folder: string): string | null {
  const away = `Move it away (mv ${folder} ${folder}.old), and npm start begins without`;
  const version = /initialized by PostgreSQL version (\S+?),.*?version (\d\S*?)[.\s]*$/ms.exec(said);
  if (version) return `${folder} holds the data of PostgreSQL ${version[1]}, and this is ${version[2]}. ${away}.`;
  const fatal = /(?:FATAL|PANIC|^postgres):\s+(.*)/m.exec(said)?.[1];
  const isOfData =
    /not a valid data directory|could not (?:open|read|locate|find)|invalid|incorrect|corrupt|checkpoint|pg_control/i;
  if (fatal === undefined || !isOfData.test(fatal)) return null;
  return `${folder} is damaged: PostgreSQL says "${fatal}". ${away}.`;
}
