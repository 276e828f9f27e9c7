/** The floor: our own HTTP side with its checks of tokens, rates and documents, and a booking that does nothing. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { AppointmentRow } from '../../../server/src/appointments/appointment.ts';
import { createRateLimit } from '../../../server/src/auth/rate.ts';
import { guardTokens } from '../../../server/src/auth/token-guard.ts';
import { createTokens } from '../../../server/src/auth/tokens.ts';
import { readConfig } from '../../../server/src/config.ts';
import { createSchema } from '../../../server/src/graphql/schema.ts';
import { createRequestCheck } from '../../../server/src/graphql/validation/check-request.ts';
import { createDocumentCache } from '../../../server/src/graphql/validation/documents.ts';
import { createTurns } from '../../../server/src/graphql/validation/turns.ts';
import { createHttp } from '../../../server/src/http.ts';
import { createLog } from '../../../server/src/log.ts';
import { createMetrics } from '../../../server/src/metrics.ts';
import { serve } from '../parts/serve.ts';

const config = readConfig(process.env);
const at = new Date();
const appointment: AppointmentRow = {
  id: randomUUID(),
  eventId: randomUUID(),
  occurredAt: at,
  userId: 'nobody',
  title: null,
  location: null,
  time: at,
  timeZone: 'UTC',
  durationMinutes: 30,
  email: null,
  phone: null,
  notifyEmail: true,
  notifySms: true,
  locale: null,
  callerSub: 'nobody',
  idempotencyKey: null,
  inputHash: '',
  feedStart: { epoch: '', positions: {} },
  createdAt: at,
};

const unasked = (): never => {
  throw new Error('nothing but bookings was expected');
};
const schema = createSchema();
const rate = createRateLimit(config.rate.perSecond, config.rate.burst);
const turns = createTurns();
const http = await createHttp({
  ...config,
  schema,
  check: createRequestCheck({
    schema,
    documents: createDocumentCache({ schema, limits: config.documents, introspection: false }),
    inputRules: {},
    limits: config.documents,
    turns,
  }),
  turns,
  services: {
    db: { fork: unasked, migrated: true },
    appointments: { create: async () => appointment },
    retries: { retry: unasked, retryAll: unasked },
    feed: { streamOf: unasked, start: unasked, cursorNow: unasked, cursorBefore: async () => 'the beginning' },
    rate,
  },
  tokens: guardTokens(createTokens(config.tokens), rate),
  tokenConfig: config.tokens,
  rate,
  metrics: createMetrics(() => null),
  readiness: async () => ({ ready: true, body: {} }),
  log: createLog('warn', pino.destination(1)),
});
await http.listen({ host: '127.0.0.1', port: 0 });
const { port } = http.server.address() as AddressInfo; // a server that listens on a port has one
serve(`http://127.0.0.1:${port}`);
