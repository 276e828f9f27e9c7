/** What the main file of every service does alike: wrong settings end it at once, a signal stops it gracefully, within a limit. */
import type { Logger } from 'pino';
import { type Environment, EnvironmentError, loadDotEnv } from '../settings/index.ts';

/** A service as its main file describes it. */
export interface ServiceMain<Settings> {
  /** For its log lines: "the server stops". */
  readonly name: string;
  /** @throws {EnvironmentError} with everything that is wrong */
  readSettings(environment: Environment): Settings;
  createLog(settings: Settings): Logger;
  /** Starts everything. `signal` is aborted when the service is stopped before it has started. */
  start(settings: Settings, process: ServiceProcess): Promise<AsyncDisposable>;
  /** A stop that takes longer is cut short, with exit code 1, in milliseconds. */
  readonly stopWithinMs: number;
}

/** What a service may know of its process, and do to it. */
export interface ServiceProcess {
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Logs why it cannot go on, stops gracefully and ends the process with exit code 1, so that its supervisor starts it again. */
  restart(reason: string, fields: object): void;
}

/**
 * Runs a service in this process: until SIGTERM or SIGINT, or until the process that forked it is gone. The exit code is 0 after a
 * clean stop, else 1.
 */
export function runService<Settings>(main: ServiceMain<Settings>): void {
  const settings = readSettingsOrExit(main);
  const log = main.createLog(settings);
  const starting = new AbortController();
  let stopping = false;

  function stop(reason: string, exitCode: number): void {
    if (stopping) return; // a terminal's Ctrl-C comes twice below npm: to the group, and passed on
    stopping = true;
    starting.abort();
    log.info({ reason }, `the ${main.name} stops`);
    setTimeout(() => {
      log.error(`the ${main.name} could not be stopped in time`);
      process.exit(1);
    }, main.stopWithinMs);
    void dispose().then((isClean) => process.exit(isClean ? exitCode : 1));
  }

  async function dispose(): Promise<boolean> {
    try {
      const running = await started.catch(() => null); // one that did not start has released everything
      await running?.[Symbol.asyncDispose]();
      log.info(`the ${main.name} has stopped`);
      return true;
    } catch (error) {
      log.error({ err: error }, `the ${main.name} could not be stopped cleanly`);
      return false;
    }
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal, 0));
  process.once('disconnect', () => {
    log.level = 'silent'; // the parent reads no more: pino would try for ever to write its last lines at exit
    stop('disconnect', 0);
  });

  const own: ServiceProcess = {
    log,
    signal: starting.signal,
    restart(reason, fields) {
      log.fatal(fields, reason);
      stop('restart', 1);
    },
  };
  const started = Promise.resolve().then(() => main.start(settings, own));
  started.catch((error: unknown) => {
    if (stopping) return;
    if (error instanceof EnvironmentError) return exitWithProblems(error); // a setting that only starting tries
    log.fatal({ err: error }, `the ${main.name} cannot start`);
    process.exit(1);
  });
}

function readSettingsOrExit<Settings>({ readSettings }: ServiceMain<Settings>): Settings {
  try {
    loadDotEnv();
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return exitWithProblems(error);
  }
}

function exitWithProblems(error: EnvironmentError): never {
  console.error(error.message);
  process.exit(1);
}
