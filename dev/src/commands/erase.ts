/**
 * `npm run erase -- --user <id> [--yes]`: erases what is kept of one person. It calls the services' own commands in the order
 * that can be cut short and begun again: the server forgets whose appointments they were last.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../project.ts';

const SERVER = 'server/src/commands/erase.ts';
const NOTIFIER = 'notifier/src/commands/erase.ts';
/** What the commands answer when a message that is under way kept them from something. */
const LEFT = 3;

const args = process.argv.slice(2);
const yes = args.filter((argument) => argument === '--yes');
const who = args.filter((argument) => argument !== '--yes');

const plan = await command(SERVER, [...who, '--plan'], '', 'keep');
const notifier = plan.code === 0 ? await command(NOTIFIER, yes, plan.output, 'show') : plan;
const server = notifier.code === 0 ? await command(SERVER, args, '', 'show') : notifier;
if (notifier.code === LEFT) console.log('the server’s part waits for them: run this again later');
if (server.code === 0 && yes.length === 0) console.log('nothing is erased yet: run it again with --yes');
process.exitCode = server.code;

async function command(file: string, given: readonly string[], input: string, output: 'keep' | 'show') {
  const stdout = output === 'keep' ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [file, ...given], { cwd: projectRoot, stdio: ['pipe', stdout, 'inherit'] });
  const ended = once(child, 'close');
  child.stdin?.on('error', () => {}); // it ended without reading: its exit code says why
  child.stdin?.end(input);
  const kept = child.stdout === null ? '' : await text(child.stdout);
  const [code] = (await ended) as [number | null];
  return { code: code ?? 1, output: kept };
}
