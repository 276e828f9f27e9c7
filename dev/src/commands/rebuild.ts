/**
 * `npm run rebuild`: restores what the server's tables have lost of deliveries. First the server's own command makes those
 * that are missing, then the notifier's reports again the status of all.
 */
import { runCommand } from '../process/run-command.ts';

const server = await runCommand('server/src/commands/rebuild.ts', []);
process.exitCode = server.code || (await runCommand('notifier/src/commands/rebuild.ts', [])).code;
