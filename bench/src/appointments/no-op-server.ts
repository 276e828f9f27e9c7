/** The floor: our own HTTP side with its checks of tokens, rates and documents, and a booking that does nothing. */
import { pino } from 'pino';
import { createHttp } from '../../../server/src/http.ts';
import { createLog } from '../../../server/src/log.ts';
import { createMetrics } from '../../../server/src/metrics.ts';
import { appointmentWriteFor } from '../../../server/testing/appointments.ts';
import { createOurChecks } from '../parts/our-checks.ts';
import { serve } from '../parts/serve.ts';

const { config, unasked, ...checks } = createOurChecks();
const appointment = {
  ...appointmentWriteFor('nobody').appointment,
  ...{ feedStart: { epoch: '', positions: {} }, sequence: 0, corrections: 0, cancelledAt: null, cancelReason: null },
};
const http = await createHttp({
  ...config,
  ...checks,
  services: {
    db: { fork: unasked, migrated: true },
    appointments: { create: async () => appointment },
    changes: { change: unasked },
    retries: { retry: unasked, retryAll: unasked },
    feed: { streamOf: unasked, start: unasked, cursorNow: unasked, cursorBefore: async () => 'the beginning' },
    rate: checks.rate,
    messages: config.messages,
    reminderRules: [],
    guestsMayCancel: false,
    eventSettings: async () => ({}),
  },
  tokenConfig: config.tokens,
  metrics: createMetrics(() => null),
  readiness: async () => ({ ready: true, body: {} }),
  log: createLog('warn', pino.destination(1)),
});
serve(await http.listen({ host: '127.0.0.1', port: 0 }));
