/**
 * `npm run erase -- --user <id> [--yes]`: erases what is kept of one person. It calls the services' own commands in the order
 * that can be cut short and begun again: the server forgets whose appointments they were last.
 */
import { runCommand } from '../process/run-command.ts';

const SERVER = 'server/src/commands/erase.ts';
const NOTIFIER = 'notifier/src/commands/erase.ts';
/** What the commands answer when a message that is under way kept them from something. */
const LEFT = 3;

const args = process.argv.slice(2);
const yes = args.filter((argument) => argument === '--yes');
const who = args.filter((argument) => argument !== '--yes');

const plan = await runCommand(SERVER, [...who, '--plan'], '', 'keep');
const notifier = plan.code === 0 ? await runCommand(NOTIFIER, yes, plan.output) : plan;
const server = notifier.code === 0 ? await runCommand(SERVER, args) : notifier;
if (notifier.code === LEFT) console.log('the server’s part waits for them: run this again later');
if (server.code === 0 && yes.length === 0) console.log('nothing is erased yet: run it again with --yes');
process.exitCode = server.code;
