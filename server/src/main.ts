/** The server's process: the only file that reads `process.env`. */
import { existsSync } from 'node:fs';
import { EnvironmentError } from '@belltower/support/settings';
import { pino } from 'pino';
import { type Config, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

/** A stop that takes longer than this is cut short, in milliseconds. */
const STOP_MS = 15_000;

if (existsSync('.env')) process.loadEnvFile('.env');
const config = configOrExit();
const log = createLog(config.logLevel, pino.destination(1));
const server = await startServer(config, log, {
  onStalled(silentMs) {
    log.fatal({ silentMs }, 'the event log has more, and nothing was read: ending, to be started again');
    process.exit(1);
  },
}).catch((error: unknown) => {
  log.fatal({ err: error }, 'the server cannot start');
  process.exit(1);
});

let stopping = false;
async function stop(reason: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ reason }, 'the server stops');
  setTimeout(() => {
    log.error('stopping took too long');
    process.exit(1);
  }, STOP_MS).unref();
  await server[Symbol.asyncDispose]();
  log.info('the server has stopped');
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
process.once('disconnect', () => {
  log.level = 'silent'; // who forked us is gone and reads no more: pino would try to write at exit for ever
  void stop('disconnect');
});

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
