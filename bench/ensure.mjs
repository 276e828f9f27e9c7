/**
 * Makes sure that what bench/package-lock.json names is installed: the peers, which the product does not need. A stamp,
 * the lock file's hash, in bench/node_modules says "installed". Built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const stampFile = join(folder, 'node_modules', '.lock-sha256');
const hash = createHash('sha256')
  .update(readFileSync(join(folder, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== hash) {
  console.error('bench: installing the peers by "npm ci" (some seconds) ...');
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      stdio: 'inherit',
    },
  );
  if (status !== 0) {
    console.error(`bench: "npm ci" failed${error ? `: ${error.message}` : ''}. What it said stands above.`);
    process.exit(status || 1);
  }
  writeFileSync(stampFile, hash);
}
