/** The notifier as a process: the only place that reads `process.env`. */
import { existsSync } from 'node:fs';
import { EnvironmentError } from '@belltower/support/settings';
import { type Logger, pino } from 'pino';
import { type Config, readConfig } from './config.ts';
import { type Notifier, startNotifier } from './notifier.ts';

/** A stop that takes longer is cut short: well over a drain and the cut after it. */
const LONGEST_STOP_MS = 25_000;

const config = readConfigOrExit();
const logger = pino({ name: 'notifier', level: config.logLevel });
let stop: Promise<void> | null = null;

const starting = new AbortController();

const notifier = startNotifier(config, {
  logger,
  signal: starting.signal,
  onFatal(error) {
    logger.fatal({ err: error }, 'the notifier ends itself, to be started anew');
    end(1);
  },
});
notifier.catch((error: unknown) => {
  if (stop !== null) return;
  logger.fatal({ err: error }, 'the notifier could not be started');
  process.exit(1);
});

process.on('SIGTERM', () => end(0));
process.on('SIGINT', () => end(0));
process.on('disconnect', () => {
  logger.level = 'silent'; // who forked us is gone and reads no more: pino would try to write at exit for ever
  end(0);
});

function end(code: number): void {
  starting.abort();
  stop ??= dispose(notifier, logger).then(() => process.exit(code));
  setTimeout(() => process.exit(code === 0 ? 1 : code), LONGEST_STOP_MS).unref();
}

async function dispose(started: Promise<Notifier>, log: Logger): Promise<void> {
  try {
    const running = await started.catch(() => null); // it had not come up
    await running?.[Symbol.asyncDispose]();
    log.info('notifier stopped');
  } catch (error) {
    log.error({ err: error }, 'the stop was not clean');
  }
}

function readConfigOrExit(): Config {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
