/** A broker that is restored from a snapshot of its disk: servers notice, and every cursor expires. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@belltower/dev/kafka';
import { openEventLog } from '@belltower/event-log';
import { describe, expect, inject, it } from 'vitest';
import { staff } from '../../testing/appointments.ts';
import { readFeed } from '../../testing/feed-reader.ts';
import { startInstance } from '../../testing/feed-world.ts';
import { foreignDelivery, statusRecord } from '../../testing/status-events.ts';
import { until, withDatabase } from '../../testing/with-database.ts';

const TOPIC = 'notifications.status';

describe.skipIf(inject('ownKafkaLacks') !== null)(
  'the feed after a broker was restored from a snapshot',
  { timeout: 300_000 },
  () => {
    it.each([
      ['ends before what was read', 0],
      ['has grown past it with other events', 6],
    ])('the feed begins a new epoch after a restore when the topic %s', (_what, more) =>
      withDatabase(async (db) => {
        const parent = mkdtempSync(join(tmpdir(), 'belltower-kafka-'));
        const [folder, copy] = [join(parent, 'data'), join(parent, 'copy')];
        /** Runs the broker and a server's part of the feed on it, appends, and returns a cursor, or the code that one was refused with. */
        async function run(events: number, after: string | null): Promise<string> {
          await using kafka = await startKafka({ folder });
          await using log = openEventLog({ kind: 'kafka', brokers: kafka.brokers, sessionMs: 1_500 });
          const shape = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 3_600_000 };
          await log.createTopics([{ topic: TOPIC, ...shape }]);
          for (let n = 0; n < events; n++) await log.append([statusRecord(foreignDelivery(), 'sent')]);
          await using instance = await startInstance(db, log);
          const [{ end } = { end: 0 }] = await log.positions(TOPIC);
          await until(() => (instance.hub.positions[0] ?? -1) === end - 1);
          const stream = await instance.feed.streamOf(staff, null);
          if (after === null) return await instance.feed.cursorNow(stream);
          const read = readFeed(instance.feed, stream, after);
          await until(() => read.failed !== null);
          read.stop();
          return read.failed ?? '';
        }
        try {
          await run(2, null);
          cpSync(folder, copy, { recursive: true });
          const cursor = await run(3, null);
          rmSync(folder, { recursive: true });
          cpSync(copy, folder, { recursive: true });
          expect(await run(more, cursor)).toBe('CURSOR_EXPIRED');
        } finally {
          rmSync(parent, { recursive: true, force: true });
        }
      }),
    );
  },
);
