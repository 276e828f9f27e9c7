import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is that PATH names; null: nowhere. */
export function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}
