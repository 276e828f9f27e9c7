import type { TestDatabase } from '@belltower/dev/test-database';
import type { EventLog } from '@belltower/event-log';
import { createWriteBatch } from '../src/appointments/write-batch.ts';
import type { Caller } from '../src/auth/caller.ts';
import { createServerKeys } from '../src/auth/server-keys.ts';
import type { Database } from '../src/db/database.ts';
import { createCursorKeys } from '../src/feed/cursor-keys.ts';
import { createFeed, type Feed } from '../src/feed/feed.ts';
import { createHub, type Hub } from '../src/feed/hub.ts';
import { startProjection } from '../src/projection/projection.ts';
import { appointmentWriteFor } from './appointments.ts';
import { openTestLog, type Reported } from './status-events.ts';
import { silent, until, withDatabase } from './with-database.ts';

/** One server's part of the feed, running. */
export interface Instance extends AsyncDisposable {
  readonly feed: Feed;
  readonly hub: Hub;
}

/** Starts a projection, a hub and a feed over them. `reads` is what the streams read the past with. */
export async function startInstance(
  db: Database,
  eventLog: EventLog,
  bufferLimit?: number,
  reads: Pick<Database, 'fork'> = db,
): Promise<Instance> {
  const hub = createHub();
  const projection = startProjection({ db, eventLog, hub, log: silent });
  await until(() => projection.state === 'reading');
  const feed = createFeed({
    db: reads,
    eventLog,
    hub,
    keys: createCursorKeys(createServerKeys(db)),
    ...(bufferLimit === undefined ? {} : { bufferLimit }),
  });
  return { feed, hub, [Symbol.asyncDispose]: () => projection[Symbol.asyncDispose]() };
}

/** What such a test has. */
export interface World {
  readonly db: Database;
  readonly database: TestDatabase;
  readonly log: EventLog;
  /** Books for a caller, without any event. */
  book(caller: Caller): Promise<Reported>;
}

/** Runs a test on a database and a log of its own. */
export function withWorld(test: (world: World) => Promise<void>, partitions = 1): Promise<void> {
  return withDatabase(async (db, database) => {
    await using log = await openTestLog(database.url, partitions);
    const writes = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
    await test({
      db,
      database,
      log,
      async book(caller) {
        const write = appointmentWriteFor(caller.sub);
        await writes.write(write);
        const [delivery] = write.deliveries;
        if (delivery === undefined) throw new Error('a delivery is expected');
        return delivery;
      },
    });
  });
}

/** Attempt and status of each. */
export const stepsOf = (changes: readonly { readonly attempt: number; readonly status: string }[]) =>
  changes.map(({ attempt, status }) => `${attempt} ${status}`);
