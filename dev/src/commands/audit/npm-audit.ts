import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { type AuditAnswer, readAudit } from './advisories.ts';

/** After this time there is no answer, in milliseconds. */
const WITHIN_MS = 60_000;

/**
 * Asks the registry for the advisories on everything that a folder's lock file names, by `npm audit`. Nothing needs to be
 * installed there. It never rejects because of the registry or the network: then it is unanswered.
 *
 * @param environment npm's settings, such as `npm_config_registry`
 */
export async function auditFolder(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<AuditAnswer> {
  const calledBy = environment.npm_execpath ?? '';
  const [command, before] = basename(calledBy).startsWith('npm-cli') ? [process.execPath, [calledBy]] : ['npm', []];
  const npm = spawn(
    command,
    [...before, 'audit', '--json', '--package-lock-only', '--no-offline', '--fetch-retries=1', '--fetch-timeout=20000'],
    { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'ignore'], timeout: WITHIN_MS, killSignal: 'SIGKILL' },
  );
  try {
    const [output] = await Promise.all([text(npm.stdout), once(npm, 'close')]);
    if (npm.signalCode === null) return readAudit(output);
    return { kind: 'unanswered', why: `no answer within ${WITHIN_MS / 1_000} s` };
  } catch (error) {
    return { kind: 'unanswered', why: `npm cannot be run: ${error instanceof Error ? error.message : error}` };
  }
}
