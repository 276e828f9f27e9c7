/**
 * Our live feed as the server puts it together, without what feeds it: the log is not read, changes come by request. So
 * it is the engine that is measured; a whole change, log and database included, is another line.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createQuery } from '@belltower/dev/query';
import { openEventLog } from '@belltower/event-log';
import { pino } from 'pino';
import { createAddressOf } from '../../../server/src/auth/addresses.ts';
import { createServerKeys } from '../../../server/src/auth/server-keys.ts';
import { openDatabase } from '../../../server/src/db/database.ts';
import type { PlacedChange } from '../../../server/src/deliveries/delivery-change.ts';
import { createCursorKeys } from '../../../server/src/feed/cursor-keys.ts';
import { createFeed } from '../../../server/src/feed/feed.ts';
import { createHub } from '../../../server/src/feed/hub.ts';
import { serveLive } from '../../../server/src/live/sockets.ts';
import { tables } from '../../../server/src/tables.ts';
import { createOurChecks } from '../parts/our-checks.ts';
import { listen } from '../parts/serve.ts';
import { serveEngine } from './served-engine.ts';

const { config, unasked, ...checks } = createOurChecks();
const log = pino({ level: 'warn' }, pino.destination(2));
const db = openDatabase({ ...config.database, ...tables, name: 'bench feed' }, log);
await db.ready;
const [epoch] = await createQuery(config.database.url)<{ epoch: string }>('select epoch from server.feed_epoch');
const hub = createHub();
hub.begin(epoch?.epoch ?? '', []);
const feed = createFeed({
  db,
  eventLog: openEventLog(config.eventLog),
  hub,
  keys: createCursorKeys(createServerKeys(db)),
});
const http = createServer();
const live = serveLive({
  ...checks,
  server: http,
  services: {
    db,
    appointments: { create: unasked },
    changes: { change: unasked },
    retries: { retry: unasked, retryAll: unasked },
    feed,
    rate: checks.rate,
    messages: config.messages,
    reminderRules: [],
    guestsMayCancel: false,
    eventSettings: async () => ({}),
  },
  feed,
  limits: config.live,
  mayConnect: () => true,
  addressOf: createAddressOf([]),
  log,
});

const deliveryId = randomUUID();
let position = 0;
serveEngine({
  url: await listen(http),
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
