/** The server's process: its settings come from `process.env`, which nothing below reads. */
import { runService } from '@belltower/support/process';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

runService({
  name: 'server',
  readSettings: readConfig,
  createLog: ({ logLevel }) => createLog(logLevel, pino.destination(1)),
  start: (config, { log, restart }) =>
    startServer(config, log, {
      onStalled: (silentMs) =>
        restart('the event log has more, and nothing was read: ending, to be started again', { silentMs }),
    }),
  stopWithinMs: 25_000, // well over what each part waits for a broker or a client that hangs
});
