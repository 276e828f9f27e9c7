/**
 * `npm run rebuild`: restores what the server's tables have lost of deliveries. First the server's own command makes those
 * that are missing, then the notifier's reports again the status of all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../project.ts';

process.exitCode =
  (await command('server/src/commands/rebuild.ts')) || (await command('notifier/src/commands/rebuild.ts'));

async function command(file: string): Promise<number> {
  const child = spawn(process.execPath, [file], { cwd: projectRoot, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
