import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder in which each service has a file with all that it prints. It stays. */
export function createLogFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-night-'));
  return { folder, append: (service: string, text: string) => appendFileSync(join(folder, `${service}.log`), text) };
}
