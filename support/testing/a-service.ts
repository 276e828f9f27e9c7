/** A service for `run-service.test.ts`: starts, waits and stops as its environment says. */
import { pino } from 'pino';
import { z } from 'zod';
import { runService } from '../src/process/index.ts';
import { readEnvironment } from '../src/settings/index.ts';

runService({
  name: 'example',
  readSettings: (environment) => readEnvironment(z.object({ BEHAVES: z.string('is needed') }), environment),
  createLog: () => pino(pino.destination({ dest: 1, sync: true })),
  stopWithinMs: 1_000,
  async start({ BEHAVES: behaves }, { log, signal, restart }) {
    const keepAlive = setInterval(() => {}, 1_000);
    if (behaves === 'fails to start') throw new Error('the port is taken');
    if (behaves === 'starts slowly') {
      log.info('starting');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    if (behaves === 'stalls') setTimeout(() => restart('it reads no more', { silentMs: 7 }), 1);
    log.info('started');
    return {
      async [Symbol.asyncDispose]() {
        log.info('disposed');
        clearInterval(keepAlive);
        if (behaves === 'fails to stop') throw new Error('a socket is left');
        if (behaves === 'never stops') await new Promise(() => setInterval(() => {}, 1_000));
      },
    };
  },
});
