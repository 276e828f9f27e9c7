/** The notifier's process. */
import { runService } from '@belltower/support/process';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import { startNotifier } from './notifier.ts';

runService({
  name: 'notifier',
  readSettings: readConfig,
  createLog: ({ logLevel }) => pino({ name: 'notifier', level: logLevel }),
  start: (config, { log, signal, restart }) =>
    startNotifier(config, {
      logger: log,
      signal,
      onFatal: (error) => restart('the notifier cannot go on: it ends, to be started again', { err: error }),
    }),
  stopWithinMs: 25_000, // well over a drain and the cut after it
});
