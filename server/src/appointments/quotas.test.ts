/** What one customer can make us send is limited: across restarts, and alike on all instances. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { appointmentWriteFor } from '../../testing/appointments.ts';
import { withDatabase } from '../../testing/with-database.ts';
import type { AppointmentWrite, WriteResult } from './insert-appointments.ts';
import { BeyondQuota, type QuotaUse } from './quota.ts';
import { sweepQuotaUses } from './quota-use.ts';
import { createWriteBatch, type WriteBatch } from './write-batch.ts';

type Database = Parameters<Parameters<typeof withDatabase>[0]>[1];
type Outcome = WriteResult['outcome'] | string;

const key = () => randomUUID().replaceAll('-', '');
const use = (one: string, most: number, kind: QuotaUse['kind'] = 'customer'): QuotaUse => ({
  kind,
  key: one,
  most,
  seconds: 3_600,
});
const appointment = (
  uses: readonly QuotaUse[],
  changes: Partial<AppointmentWrite['appointment']> = {},
): AppointmentWrite => ({
  ...appointmentWriteFor('anna', changes),
  uses,
});

async function outcomeOf(batch: WriteBatch, one: AppointmentWrite): Promise<Outcome> {
  try {
    return (await batch.write(one)).outcome;
  } catch (error) {
    if (error instanceof BeyondQuota) return error.kind;
    throw error;
  }
}

async function rows(database: Database): Promise<readonly number[]> {
  const [row] = await database.query<{ all: number[] }>(
    `select array[(select count(*)::int from server.appointment), (select count(*)::int from server.delivery),
      (select count(*)::int from server.outbox), (select coalesce(sum(cardinality(times)), 0)::int from server.quota_use)] as all`,
  );
  return row?.all ?? [];
}

const countOf = (outcomes: readonly Outcome[], outcome: Outcome) => outcomes.filter((one) => one === outcome).length;

describe('appointments beyond a quota', () => {
  it('are refused, however they come together, on several instances, and leave nothing behind', () =>
    withDatabase(async (db, database) => {
      const batches = [1, 7, 256, 256].map((largest) =>
        createWriteBatch({ fork: db.fork, onCommitted: () => {}, largest }),
      );
      const [customer, recipient] = [key(), key()];
      const uses = [use(customer, 30), use(recipient, 20, 'email')];
      const written = await Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          outcomeOf(batches[n % 4] as WriteBatch, appointment(n % 2 === 0 ? uses : uses.slice(0, 1))),
        ),
      );
      expect(countOf(written, 'inserted')).toBe(30);
      expect(countOf(written, 'customer') + countOf(written, 'email')).toBe(170);
      const counts = await database.query<{ n: number }>(
        'select cardinality(times) as n from server.quota_use order by n desc',
      );
      expect(counts[0]?.n).toBe(30);
      expect(counts[1]?.n ?? 0).toBeLessThanOrEqual(20); // none, where those without it came first
      expect((await rows(database)).slice(0, 3)).toEqual([30, 30, 30]);
    }));

  it('do not affect others in their batch, nor count against their other quotas', () =>
    withDatabase(async (db, database) => {
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const [anna, bert, victim] = [key(), key(), key()];
      expect(await outcomeOf(batch, appointment([use(victim, 1, 'sms')]))).toBe('inserted');
      const outcomes = await Promise.all([
        outcomeOf(batch, appointment([use(anna, 1), use(victim, 1, 'sms')])),
        outcomeOf(batch, appointment([use(bert, 1)])),
        outcomeOf(batch, appointment([use(anna, 1)])),
        outcomeOf(batch, appointment([])),
        outcomeOf(batch, appointment([use(anna, 1)])),
      ]);
      expect(outcomes).toEqual(['sms', 'inserted', 'inserted', 'inserted', 'customer']);
      expect(await rows(database)).toEqual([4, 4, 4, 3]);
    }));

  it('are found in a batch in which another one fails on its data', () =>
    withDatabase(async (db, database) => {
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const anna = key();
      const settled = await Promise.allSettled(
        Array.from({ length: 12 }, (_, n) =>
          outcomeOf(batch, appointment([use(anna, 5)], n === 3 ? { title: 'NUL: \0' } : {})),
        ),
      );
      expect(settled.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([3]);
      const outcomes = settled.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'));
      expect([countOf(outcomes, 'inserted'), countOf(outcomes, 'customer')]).toEqual([5, 6]);
      expect((await rows(database))[3]).toBe(5);
    }));

  it('do not include repeats, which get their first result at any time and are not counted', () =>
    withDatabase(async (db, database) => {
      const anna = key();
      const once = { idempotencyKey: 'one' };
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const all = await Promise.all(Array.from({ length: 5 }, () => batch.write(appointment([use(anna, 2)], once))));
      expect(new Set(all.map(({ appointment }) => appointment.id)).size).toBe(1);
      expect((await rows(database))[3]).toBe(1);
      expect(await outcomeOf(batch, appointment([use(anna, 2)]))).toBe('inserted');
      const full = await Promise.all([
        outcomeOf(batch, appointment([use(anna, 2)], once)),
        outcomeOf(batch, appointment([use(anna, 2)])),
        outcomeOf(batch, appointment([use(anna, 2)], { idempotencyKey: 'two' })),
      ]);
      expect(full).toEqual(['repeated', 'customer', 'customer']);
      // from its memory now; and another instance, from the database
      for (const one of [batch, createWriteBatch({ fork: db.fork, onCommitted: () => {} })]) {
        expect(await outcomeOf(one, appointment([use(anna, 2)], once))).toBe('repeated');
        expect(await outcomeOf(one, appointment([use(anna, 2)], { idempotencyKey: 'two' }))).toBe('customer');
      }
      expect(await rows(database)).toEqual([2, 2, 2, 2]);
    }));

  it('are accepted when the hour is over, and their uses are removed after it', () =>
    withDatabase(async (db, database) => {
      const anna = key();
      const open = () => createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(open(), appointment([use(anna, 2)]))));
      expect(countOf(outcomes, 'inserted')).toBe(2);
      const later = (interval: string) =>
        database.query(
          `update server.quota_use set times = array(select t - $1::interval from unnest(times) t), until = until - $1::interval`,
          [interval],
        );
      await later('59 minutes');
      const refused = await open()
        .write(appointment([use(anna, 2)]))
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(BeyondQuota);
      expect((refused as BeyondQuota).retryAfterMs).toBeLessThanOrEqual(60_000);
      expect((refused as BeyondQuota).retryAfterMs).toBeGreaterThan(0);
      await later('2 minutes');
      expect(await outcomeOf(open(), appointment([use(anna, 2)]))).toBe('inserted');
      expect((await rows(database))[3]).toBe(1);
      await sweepQuotaUses(db.fork());
      expect((await rows(database))[3]).toBe(1);
      await later('61 minutes');
      await sweepQuotaUses(db.fork());
      expect((await rows(database))[3]).toBe(0);
    }));

  it('cause no deadlock between instances that count against the same keys in opposite orders', () =>
    withDatabase(async (db) => {
      const keys = Array.from({ length: 30 }, key);
      const uses = (n: number) => [use(keys[n % 30] ?? '', 1_000), use(keys[(n + 7) % 30] ?? '', 1_000, 'email')];
      const batches = [0, 1].map(() => createWriteBatch({ fork: db.fork, onCommitted: () => {} }));
      const numbers = Array.from({ length: 300 }, (_, n) => n);
      const outcomes = await Promise.all(
        batches.flatMap((batch, which) =>
          (which === 0 ? numbers : numbers.toReversed()).map((n) =>
            outcomeOf(batch, appointment(uses(n), { idempotencyKey: String(n) })),
          ),
        ),
      );
      expect([countOf(outcomes, 'inserted'), countOf(outcomes, 'repeated')]).toEqual([300, 300]);
    }));

  it('are refused from memory once a customer is over: the database is not written for them again', () =>
    withDatabase(async (db, database) => {
      const anna = key();
      const batch = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
      await outcomeOf(batch, appointment([use(anna, 1)]));
      expect(await outcomeOf(batch, appointment([use(anna, 1)]))).toBe('customer');
      await database.query('alter table server.quota_use rename to away');
      expect(await outcomeOf(batch, appointment([use(anna, 1)]))).toBe('customer');
      await database.query('alter table server.away rename to quota_use');
    }));
});
