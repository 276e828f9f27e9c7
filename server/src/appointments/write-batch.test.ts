import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { appointmentWriteFor } from '../../testing/appointments.ts';
import { withDatabase } from '../../testing/with-database.ts';
import { createWriteBatch } from './write-batch.ts';

describe('a write batch', () => {
  it('commits appointments that arrive together in one statement, each with its deliveries and its event', () =>
    withDatabase(async (db, database) => {
      let forks = 0;
      let committed = 0;
      const batch = createWriteBatch({
        fork() {
          forks++;
          return db.fork();
        },
        onCommitted: () => committed++,
      });
      const appointments = Array.from({ length: 64 }, () => appointmentWriteFor('anna', {}, ['email', 'sms']));
      const written = await Promise.all(appointments.map((appointment) => batch.write(appointment)));
      expect(written.map(({ outcome }) => outcome)).toEqual(appointments.map(() => 'inserted'));
      expect(forks).toBe(1);
      expect(committed).toBe(1);
      expect(await count(database, 'appointment')).toBe(64);
      expect(await count(database, 'delivery')).toBe(128);
      const outbox = await database.query<{ key: string; topic: string }>(
        'select key, topic from server.outbox order by id',
      );
      expect(outbox.map(({ key }) => key)).toEqual(appointments.map(({ appointment: { id } }) => id));
      expect(new Set(outbox.map(({ topic }) => topic))).toEqual(new Set(['appointments.created']));
    }));

  it('resolves a repeated idempotency key with the first result, and writes no event for it', () =>
    withDatabase(async (db, database) => {
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const first = await batch.write(appointmentWriteFor('anna', { idempotencyKey: 'one' }));
      const others = Array.from({ length: 20 }, (_, n) =>
        appointmentWriteFor('anna', { idempotencyKey: n % 2 === 0 ? 'one' : `other ${n}` }),
      );
      const written = await Promise.all(others.map((other) => batch.write(other)));
      for (const [n, { outcome, appointment }] of written.entries()) {
        expect(outcome).toBe(n % 2 === 0 ? 'repeated' : 'inserted');
        if (n % 2 === 0) expect(appointment).toEqual(first.appointment);
      }
      expect(await count(database, 'appointment')).toBe(11);
      expect(await count(database, 'delivery')).toBe(11);
      expect(await count(database, 'outbox')).toBe(11);
    }));

  it('writes once when the same key comes many times at once, on several instances', () =>
    withDatabase(async (db, database) => {
      const batches = Array.from({ length: 4 }, () =>
        createWriteBatch({ fork: db.fork, onCommitted: () => {}, largest: 3 }),
      );
      const written = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          batches[n % 4]?.write(appointmentWriteFor('anna', { idempotencyKey: 'same' })),
        ),
      );
      expect(new Set(written.map((one) => one?.appointment.id)).size).toBe(1);
      expect(written.filter((one) => one?.outcome === 'inserted')).toHaveLength(1);
      expect(await count(database, 'outbox')).toBe(1);
    }));

  it('writes the same keys in opposite orders, on two instances at once, without a deadlock', () =>
    withDatabase(async (db, database) => {
      const batches = [0, 1].map(() => createWriteBatch({ fork: db.fork, onCommitted: () => {} }));
      for (let round = 0; round < 20; round++) {
        const keys = Array.from({ length: 60 }, (_, n) => `${round} ${n}`);
        const writes = batches.flatMap((batch, n) =>
          (n === 0 ? keys : keys.toReversed()).map((idempotencyKey) =>
            batch.write(appointmentWriteFor('anna', { idempotencyKey })),
          ),
        );
        const written = await Promise.all(writes);
        expect(written.filter(({ outcome }) => outcome === 'inserted')).toHaveLength(60);
      }
      expect(await count(database, 'appointment')).toBe(1_200);
    }));

  it('keeps two statements in flight, and collects what arrives meanwhile for the next one', () =>
    withDatabase(async (db) => {
      let forks = 0;
      const fork = () => {
        forks++;
        return db.fork();
      };
      const batch = createWriteBatch({ fork, onCommitted: () => {} });
      const lock = db.fork();
      await lock.begin();
      await lock.execute('lock table server.appointment in exclusive mode');
      const writes: Promise<unknown>[] = [];
      for (let turn = 1; turn <= 4; turn++) {
        for (let n = 0; n < 5; n++) writes.push(batch.write(appointmentWriteFor('anna')));
        await expect.poll(() => forks).toBe(Math.min(turn, 2));
      }
      await lock.commit();
      await Promise.all(writes);
      expect(forks).toBe(3);
    }));

  it('keeps the idempotency keys of different callers apart', () =>
    withDatabase(async (db) => {
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const written = await Promise.all([
        batch.write(appointmentWriteFor('anna', { idempotencyKey: 'one' })),
        batch.write(appointmentWriteFor('bert', { idempotencyKey: 'one' })),
      ]);
      expect(written.map(({ outcome }) => outcome)).toEqual(['inserted', 'inserted']);
    }));

  it('rejects an appointment that fails on its data alone', () =>
    withDatabase(async (db, database) => {
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const appointments = Array.from({ length: 32 }, (_, n) =>
        appointmentWriteFor('anna', n === 13 ? { title: 'NUL: \0' } : {}),
      );
      const settled = await Promise.allSettled(appointments.map((appointment) => batch.write(appointment)));
      expect(settled.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([13]);
      expect(await count(database, 'appointment')).toBe(31);
      expect(await count(database, 'outbox')).toBe(31);
    }));

  it('rejects a whole batch when the statement itself fails, and works again afterwards', () =>
    withDatabase(async (db, database) => {
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      await database.query(`alter table server.appointment rename to away`);
      const settled = await Promise.allSettled([
        batch.write(appointmentWriteFor('anna')),
        batch.write(appointmentWriteFor('anna')),
      ]);
      expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await database.query(`alter table server.away rename to appointment`);
      expect((await batch.write(appointmentWriteFor('anna'))).outcome).toBe('inserted');
    }));

  it.each([
    ['is refused', '42501'],
    ['takes too long', '57014'],
  ])('resolves the others of a batch, and wakes the relay, also when the lookup of its repeats %s', (how, code) =>
    withDatabase(async (db, database) => {
      const role = `reader_${randomUUID().replaceAll('-', '')}`;
      let committed = 0;
      let lookupFails = false;
      const fork = () => {
        const em = db.fork();
        const find = em.find.bind(em);
        return Object.assign(em, {
          find: (...query: Parameters<typeof em.find>) =>
            lookupFails
              ? em.transactional(async (tx) => {
                  if (how === 'is refused') await tx.execute(`set local role ${role}`);
                  else await tx.execute(`set local statement_timeout = 1`).then(() => tx.execute('select pg_sleep(5)'));
                  return await tx.find(...query);
                })
              : find(...query),
        });
      };
      await database.query(`create role ${role}`);
      try {
        const batch = createWriteBatch({ fork, onCommitted: () => committed++ });
        const first = await batch.write(appointmentWriteFor('anna', { idempotencyKey: 'one' }));
        lookupFails = true;
        const [repeat, neighbour] = await Promise.allSettled([
          batch.write(appointmentWriteFor('anna', { idempotencyKey: 'one' })),
          batch.write(appointmentWriteFor('bert')),
        ]);
        expect(repeat).toMatchObject({ status: 'rejected', reason: { code } });
        expect(neighbour).toMatchObject({ status: 'fulfilled', value: { outcome: 'inserted' } });
        expect(committed).toBe(2);
        lookupFails = false;
        const again = await batch.write(appointmentWriteFor('anna', { idempotencyKey: 'one' }));
        expect(again).toEqual({ outcome: 'repeated', appointment: first.appointment });
      } finally {
        await database.query(`drop role ${role}`);
      }
    }),
  );

  it('returns where the feed stood before the first change, in a repeat as well', () =>
    withDatabase(async (db, database) => {
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const [{ epoch } = { epoch: '' }] = await database.query<{ epoch: string }>(
        'select epoch from server.feed_epoch',
      );
      const first = await batch.write(appointmentWriteFor('anna', { idempotencyKey: 'one' }));
      expect(first.appointment.feedStart).toEqual({ epoch, positions: {} });
      await database.query(
        `insert into server.projection (topic, partition, epoch, position, last_event_id) values ('notifications.status', 2, $1, 41, 'x')`,
        [epoch],
      );
      const second = await batch.write(appointmentWriteFor('anna'));
      expect(second.appointment.feedStart).toEqual({ epoch, positions: { '2': 41 } });
      const repeat = await batch.write(appointmentWriteFor('anna', { idempotencyKey: 'one' }));
      expect(repeat.appointment.feedStart).toEqual({ epoch, positions: {} });
    }));
});

async function count(
  database: { query: <Row extends object>(sql: string) => Promise<Row[]> },
  table: string,
): Promise<number> {
  const [row] = await database.query<{ n: number }>(`select count(*)::int as n from server.${table}`);
  return row?.n ?? -1;
}
