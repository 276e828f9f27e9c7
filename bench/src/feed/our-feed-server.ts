/**
 * Our live feed as the server puts it together, without what feeds it: the log is not read, changes come by request. So
 * it is the engine that is measured; a whole change, log and database included, is another line.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createQuery } from '@belltower/dev/query';
import { openEventLog } from '@belltower/event-log';
import { pino } from 'pino';
import { createAddressOf } from '../../../server/src/auth/addresses.ts';
import { createRateLimit } from '../../../server/src/auth/rate.ts';
import { guardTokens } from '../../../server/src/auth/token-guard.ts';
import { createTokens } from '../../../server/src/auth/tokens.ts';
import { readConfig } from '../../../server/src/config.ts';
import { openDatabase } from '../../../server/src/db/database.ts';
import type { PlacedChange } from '../../../server/src/deliveries/delivery-change.ts';
import { createCursorKeys } from '../../../server/src/feed/cursor-keys.ts';
import { createFeed } from '../../../server/src/feed/feed.ts';
import { createHub } from '../../../server/src/feed/hub.ts';
import { createSchema } from '../../../server/src/graphql/schema.ts';
import { createRequestCheck } from '../../../server/src/graphql/validation/check-request.ts';
import { createDocumentCache } from '../../../server/src/graphql/validation/documents.ts';
import { createTurns } from '../../../server/src/graphql/validation/turns.ts';
import { serveLive } from '../../../server/src/live/sockets.ts';
import { tables } from '../../../server/src/tables.ts';
import { serveEngine } from './served-engine.ts';

const config = readConfig(process.env);
const log = pino({ level: 'warn' }, pino.destination(2));
const db = openDatabase({ ...config.database, ...tables, name: 'bench feed' }, log);
await db.ready;
const [epoch] = await createQuery(config.database.url)<{ epoch: string }>('select epoch from server.feed_epoch');
const hub = createHub();
hub.begin(epoch?.epoch ?? '', []);
const eventLog = openEventLog(config.eventLog);
const feed = createFeed({ db, eventLog, hub, keys: createCursorKeys(db) });
const schema = createSchema();
const unasked = (): never => {
  throw new Error('nothing but subscriptions was expected');
};
const rate = createRateLimit(config.rate.perSecond, config.rate.burst);
const http = createServer();
const live = serveLive({
  server: http,
  schema,
  check: createRequestCheck({
    schema,
    documents: createDocumentCache({ schema, limits: config.documents, introspection: false }),
    inputRules: {},
    limits: config.documents,
    turns: createTurns(),
  }),
  services: {
    db,
    appointments: { create: unasked },
    retries: { retry: unasked, retryAll: unasked },
    feed,
    rate,
  },
  feed,
  tokens: guardTokens(createTokens(config.tokens), rate),
  rate,
  limits: config.live,
  mayConnect: () => true,
  addressOf: createAddressOf([]),
  log,
});
await once(http.listen(0, '127.0.0.1'), 'listening');
const { port } = http.address() as AddressInfo; // a server that listens on a port has one

const deliveryId = randomUUID();
let position = 0;
serveEngine({
  url: `http://127.0.0.1:${port}`,
  listeners: () => live.subscriptions,
  publish({ userId, appointmentId, attempt }) {
    const change: PlacedChange = {
      deliveryId,
      appointmentId,
      userId,
      attempt,
      channel: 'email',
      status: 'sending',
      errorCode: 'PROVIDER_UNAVAILABLE',
      errorMessage: '451 try again later',
      errorRetryable: true,
      nextAttemptAt: null,
      occurredAt: new Date(),
      partition: 0,
      position: position++,
    };
    hub.publish(0, [change], change.position);
  },
});
