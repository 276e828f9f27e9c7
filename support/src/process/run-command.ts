/** What every command of the services does alike: `.env`, the settings of an `npm start` that runs here, usage, exit codes, and one line for an error that is no fault of ours. */
import { isDatabaseUnavailable } from '../postgres/failures.ts';
import { type Environment, EnvironmentError, loadDotEnv, loadStartEnvironment } from '../settings/index.ts';

/** A command, in the order in which its parts run. */
export interface Command<Args, Settings> {
  /** How it is called; printed, with exit code 2, when `parse` throws. */
  readonly usage: string;
  /** Reads the arguments, and what comes on standard input. @throws when they are not as `usage` says */
  parse(args: readonly string[]): Args | Promise<Args>;
  /** Reads what it needs of the environment. @throws {EnvironmentError} */
  settings(environment: Environment): Settings;
  /** Does it, and resolves with the exit code; undefined: 0. */
  run(args: Args, settings: Settings): Promise<number | undefined>;
  /** Whether an error is one that its user can do something about, as settings and an unreachable database always are. */
  isExpected?(error: unknown): boolean;
}

/**
 * Runs a command in this process and sets its exit code: 0, what `run` says, 2 for wrong arguments, and 1 after an expected error,
 * whose message is printed. Rejects with any other error, so that Node prints its stack.
 */
export async function runCommand<Args, Settings>(command: Command<Args, Settings>): Promise<void> {
  const { isExpected = () => false } = command;
  loadDotEnv();
  let args: Args;
  try {
    args = await command.parse(process.argv.slice(2));
  } catch {
    console.error(command.usage);
    process.exitCode = 2;
    return;
  }
  const note = loadStartEnvironment();
  if (note !== null) console.error(note);
  try {
    process.exitCode = (await command.run(args, command.settings(process.env))) ?? 0;
  } catch (error) {
    if (!(error instanceof EnvironmentError || isDatabaseUnavailable(error) || isExpected(error))) throw error;
    console.error(lineOf(error));
    process.exitCode = 1;
  }
}

/** Node's error for a host with several addresses has no text of its own, only those of its parts. */
function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError) return error.errors.map(lineOf).join('; ');
  return error.name;
}
