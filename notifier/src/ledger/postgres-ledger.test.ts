import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { deliveryKinds } from '@belltower/events';
import { createOrm } from '@belltower/support/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../testing/until.ts';
import { ledgerSchema, MIGRATION_LOCK } from './database.ts';
import { type LedgerEntry, newEntry } from './entry.ts';
import { type Ledger, LedgerError } from './ledger.ts';
import { isOutdated } from './newest.ts';
import { openPostgresLedger } from './postgres-ledger.ts';
import { toFailed, toRetrying, toSending, toSent } from './transitions.ts';

const SENDING = { provider: 'smtp', contentHash: 'c0ffee00'.repeat(4) };

const BOOKED = { sequence: 0, isCancellation: false };
const FIRST = { kind: 'confirmation', sequence: 0 } as const;
const NOW = new Date('2026-02-13T17:00:00Z');
const LEASE = { leaseMs: 60_000, renewMs: 10_000, sendWithinMs: 20_000 };

const ormOf = ({ url }: TestDatabase) =>
  createOrm({ ...ledgerSchema, url, name: 'test', connections: 1, statementTimeoutMs: 0 });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const open = (lease = LEASE) =>
  openPostgresLedger({ url: database.url, lease, retentionDays: 90, bodyRetentionDays: 30 });

async function recorded(ledger: Ledger, change: Partial<LedgerEntry> = {}) {
  const eventId = randomUUID();
  await ledger.recordEvent({ eventId, appointmentId: '5', body: Buffer.from('{}'), ...BOOKED, addresses: {} });
  const identity = { eventId, channel: 'email', deliveryId: randomUUID(), appointmentId: '5', ...FIRST } as const;
  const hold = { claim: randomUUID(), owner: ledger.owner };
  const fresh = { ...newEntry(identity, hold, NOW, NOW), ...change };
  return { eventId, fresh, claimed: toSending(fresh, { ...hold, claim: randomUUID() }, SENDING, NOW) };
}

describe('the ledger in PostgreSQL', () => {
  it('the ledger gives back what was written, to the millisecond', async () => {
    await using ledger = await open();
    const { claimed } = await recorded(ledger, {
      address: 'ann@example.com',
      queuedAt: new Date('2026-02-13T17:00:00.123Z'),
    });
    expect(await ledger.write({ from: null, to: claimed })).toEqual({ written: true });
    const known = await ledger.read(claimed.deliveryId);
    expect(known?.entry).toEqual(claimed);
    expect(known?.body).toEqual(Buffer.from('{}'));
    expect(known?.leaseLeftMs).toBeGreaterThan(50_000);
  });

  it('the ledger rejects, rather than waits for ever, when the database dies while it is opened', async () => {
    const holder = ormOf(database);
    const lock = holder.em.fork(); // not by `transactional`, whose transaction other ORMs of the same flow would join
    await lock.begin();
    await lock.execute(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const opening = open().then(
      () => 'opened',
      () => 'rejected',
    );
    const waiting = `from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;
    await until('it waits for the lock', async () => (await database.query(`select 1 ${waiting}`)).length > 0);
    await database.query(`select pg_terminate_backend(pid) ${waiting}`);
    expect(await opening).toBe('rejected');
    await lock.rollback();
    await holder.close(true);
  });

  it('the ledger lets exactly one of many claims of a delivery win, and shows the others which', async () => {
    await using ledger = await open();
    await using other = await open();
    const { fresh } = await recorded(ledger);
    const claims = Array.from({ length: 20 }, (_, i) => {
      const by = i % 2 === 0 ? ledger : other;
      return { by, to: toSending(fresh, { claim: randomUUID(), owner: by.owner }, SENDING, NOW) };
    });
    const answers = await Promise.all(claims.map(({ by, to }) => by.write({ from: null, to })));
    const won = answers.flatMap((answer, i) => (answer.written ? [claims[i]?.to.claim] : []));
    expect(won).toHaveLength(1);
    for (const answer of answers) if (!answer.written) expect(answer.now?.entry.claim).toBe(won[0]);
  });

  it('the ledger drops the outcome of a claim that was taken over', async () => {
    await using ledger = await open();
    const { claimed } = await recorded(ledger);
    await ledger.write({ from: null, to: claimed });
    const taken = { ...claimed, claim: randomUUID() };
    await ledger.write({ from: claimed, to: taken });
    const late = await ledger.write({ from: claimed, to: toSent(claimed, 'late', NOW) });
    expect(late.written).toBe(false);
    expect((await ledger.read(claimed.deliveryId))?.entry.state).toBe('handing_over');
  });

  it('the ledger answers that a write whose answer was lost, and that comes again, is written', async () => {
    await using ledger = await open();
    const { claimed } = await recorded(ledger);
    const sent = toSent(claimed, 'id', NOW);
    for (const _ of [1, 2]) expect((await ledger.write({ from: null, to: claimed })).written).toBe(true);
    for (const _ of [1, 2]) expect((await ledger.write({ from: claimed, to: sent })).written).toBe(true);
  });

  it('the ledger does not mistake what a callback recorded under the same claim for a write of its own, and shows what stands there', async () => {
    await using ledger = await open();
    const { claimed } = await recorded(ledger);
    const byCallback = toSent(claimed, 'id', NOW);
    const byAnswer = toSent(claimed, 'id', new Date(NOW.getTime() + 1));
    await ledger.write({ from: null, to: claimed });
    expect(await ledger.write({ from: claimed, to: byCallback })).toEqual({ written: true });
    expect(await ledger.write({ from: claimed, to: byAnswer })).toMatchObject({
      written: false,
      now: { entry: byCallback },
    });
  });

  it('the ledger lets no process take over from an owner whose lease lasts, and any once it has ended', async () => {
    await using ledger = await open();
    const owner = await open();
    const { claimed } = await recorded(owner);
    await owner.write({ from: null, to: claimed });
    const to = { ...claimed, claim: randomUUID(), owner: ledger.owner };
    const refused = await ledger.write({ from: claimed, to, takesOver: true });
    expect(refused.written).toBe(false);

    await owner[Symbol.asyncDispose](); // gives its lease up
    expect((await ledger.read(claimed.deliveryId))?.leaseLeftMs).toBe(0);
    expect(await ledger.write({ from: claimed, to, takesOver: true })).toEqual({ written: true });
  });

  it('the ledger allows sends only as long as the lease was renewed lately, by its own clock', async () => {
    await using ledger = await open();
    expect(ledger.maySend()).toBe(true);
    await using late = await open({ leaseMs: 5_000, renewMs: 60_000, sendWithinMs: 150 });
    await until('the renewal is too old', () => !late.maySend());
  });

  it('the ledger gives back a provider’s words as they were reported, though it cannot keep all of them', async () => {
    await using ledger = await open();
    const { claimed } = await recorded(ledger);
    const message = `a\0b \udc00 ${'🔔'.repeat(600)}`;
    const sent = toSent(claimed, `${'x'.repeat(254)}🔔🔔`, NOW);
    const failed = toFailed(sent, { code: 'REJECTED', message, retryable: false }, NOW);
    await ledger.write({ from: null, to: claimed });
    expect(await ledger.write({ from: claimed, to: failed })).toEqual({ written: true });
    expect((await ledger.read(claimed.deliveryId))?.entry).toEqual(failed);
    const report = failed.reports.at(-1);
    expect(report?.providerMessageId).toBe(`${'x'.repeat(254)}🔔`);
    expect([...(report?.error?.message ?? '')].length).toBeLessThanOrEqual(500);
    expect(report?.error?.message).toMatch(/^a b \ufffd 🔔{400}/u);
  });

  it('the ledger reads what a notifier up to 0.1 reported, which did not keep what was known of the provider then', async () => {
    await using ledger = await open();
    const { claimed } = await recorded(ledger);
    await ledger.write({ from: null, to: claimed });
    await ledger.write({ from: claimed, to: toSent(claimed, 'id', NOW) });
    await database.query(
      `UPDATE notifier.delivery SET reports = (SELECT jsonb_agg(r - 'provider' - 'providerMessageId') FROM jsonb_array_elements(reports) r)
       WHERE delivery_id = $1`,
      [claimed.deliveryId],
    );
    expect((await ledger.read(claimed.deliveryId))?.entry.reports.slice(1)).toMatchObject([
      { status: 'sending', provider: 'smtp', providerMessageId: 'id' },
      { status: 'sent', provider: 'smtp', providerMessageId: 'id' },
    ]);
  });

  it('the ledger rejects the one write that PostgreSQL cannot keep, and writes the others of its flush', async () => {
    await using ledger = await open();
    const good = await Promise.all(Array.from({ length: 9 }, () => recorded(ledger)));
    const { claimed } = await recorded(ledger);
    const bad: LedgerEntry = { ...claimed, eventId: randomUUID() }; // an event that was never recorded
    const answers = await Promise.allSettled(
      [...good.map(({ claimed: to }) => to), bad].map((to) => ledger.write({ from: null, to })),
    );
    expect(answers.slice(0, 9).every((answer) => answer.status === 'fulfilled' && answer.value.written)).toBe(true);
    const rejected = answers[9];
    expect(rejected?.status === 'rejected' && rejected.reason instanceof LedgerError && rejected.reason.code).toBe(
      'DATA',
    );
  });

  it('the ledger remembers when an event was first seen, whichever process records it again', async () => {
    await using ledger = await open();
    await using other = await open();
    const event = { eventId: randomUUID(), appointmentId: '5', body: Buffer.from('a'), ...BOOKED, addresses: {} };
    const seen = await Promise.all([ledger.recordEvent(event), other.recordEvent(event), ledger.recordEvent(event)]);
    expect(new Set(seen.map(({ firstSeenAt }) => firstSeenAt.getTime())).size).toBe(1);
  });

  it('the ledger knows a dead address in any letter case, until it is removed or its time is over', async () => {
    await using ledger = await open();
    const suppressed = async (email: string) =>
      (
        await ledger.recordEvent({
          eventId: randomUUID(),
          appointmentId: '5',
          body: Buffer.from(''),
          ...BOOKED,
          addresses: { email },
        })
      ).suppressed;
    await ledger.suppressions.add({ channel: 'email', address: 'Gone@Example.com', reason: 'no such user' }, 60_000);
    expect(await suppressed('gone@example.COM')).toEqual(['email']);
    expect(await ledger.suppressions.list()).toMatchObject([{ address: 'gone@example.com', reason: 'no such user' }]);
    expect(await ledger.suppressions.remove('email', 'GONE@example.com')).toBe(true);
    expect(await suppressed('gone@example.com')).toEqual([]);
    await ledger.suppressions.add({ channel: 'email', address: 'old@example.com', reason: 'x' }, -1);
    expect(await suppressed('old@example.com')).toEqual([]);
  });

  it('the ledger adds claims with an event that is new, once, and none for a dead address', async () => {
    await using ledger = await open();
    await ledger.suppressions.add({ channel: 'email', address: 'dead@example.com', reason: 'no such user' }, 60_000);
    const begin = (email: string) => {
      const eventId = randomUUID();
      const event = { eventId, appointmentId: '5', body: Buffer.from('{}'), ...BOOKED, addresses: { email } };
      const claimOf = (channel: 'email' | 'sms') => {
        const hold = { claim: randomUUID(), owner: ledger.owner };
        const identity = { eventId, channel, deliveryId: randomUUID(), appointmentId: '5', ...FIRST } as const;
        return toSending(newEntry(identity, hold, NOW, NOW), hold, SENDING, NOW);
      };
      return { event, claims: [claimOf('email'), claimOf('sms')], others: [claimOf('email')] };
    };

    const { event, claims, others } = begin('ann@example.com');
    const first = await ledger.recordEvent({ ...event, claims });
    expect(first.entries).toEqual(claims.map((claim) => ({ ...claim, queuedAt: first.firstSeenAt })));
    const again = await ledger.recordEvent({ ...event, claims: others });
    expect(again.entries.toSorted((one, other) => (one.channel < other.channel ? -1 : 1))).toEqual(first.entries);
    for (const entry of first.entries) expect((await ledger.read(entry.deliveryId))?.entry).toEqual(entry);

    const dead = begin('DEAD@example.com');
    const answer = await ledger.recordEvent({ ...dead.event, claims: dead.claims });
    expect(answer.suppressed).toEqual(['email']);
    expect(answer.entries.map(({ channel }) => channel)).toEqual(['sms']);

    const late = begin('bob@example.com');
    await ledger.recordEvent(late.event);
    expect((await ledger.recordEvent({ ...late.event, claims: late.claims })).entries).toEqual([]);
  });

  it('the ledger adds the claim of one of several processes that record an event at once', async () => {
    await using ledger = await open();
    await using other = await open();
    for (let n = 0; n < 20; n += 1) {
      const identity = {
        eventId: randomUUID(),
        channel: 'sms',
        deliveryId: randomUUID(),
        appointmentId: '5',
        ...FIRST,
      } as const;
      const event = {
        eventId: identity.eventId,
        appointmentId: '5',
        body: Buffer.from('{}'),
        ...BOOKED,
        addresses: {},
      };
      const answers = await Promise.all(
        [ledger, other].map((by) => {
          const hold = { claim: randomUUID(), owner: by.owner };
          const claim = toSending(newEntry(identity, hold, NOW, NOW), hold, SENDING, NOW);
          return by.recordEvent({ ...event, claims: [claim] }).then(({ entries }) => ({ claim, entries }));
        }),
      );
      const won = answers.filter(({ claim, entries }) => entries[0]?.claim === claim.claim);
      expect(won).toHaveLength(1);
    }
  });

  it('the ledger takes no claim that a recorded change makes old, at the first attempt or later, and says which change', async () => {
    await using ledger = await open();
    const cases = deliveryKinds.flatMap((kind) =>
      [0, 1, 2, 3].flatMap((sequence) => [false, true].map((isCancelled) => ({ kind, sequence, isCancelled }))),
    );
    await Promise.all(
      cases.map(async ({ kind, sequence, isCancelled }) => {
        const newest = { sequence: 2, isCancelled };
        const isOld = isOutdated({ kind, sequence }, newest);
        const appointmentId = randomUUID();
        const event = () => ({ eventId: randomUUID(), appointmentId, body: Buffer.from('{}'), addresses: {} });
        const change = { ...event(), sequence: 2, isCancellation: isCancelled };
        const older = { ...event(), sequence: 1, isCancellation: !isCancelled };
        const claimOf = (eventId: string, channel: 'email' | 'sms') => {
          const hold = { claim: randomUUID(), owner: ledger.owner };
          const identity = { eventId, channel, deliveryId: randomUUID(), appointmentId, kind, sequence };
          return toSending(newEntry(identity, hold, NOW, NOW), hold, SENDING, NOW);
        };
        const waits = { ...event(), sequence: 0, isCancellation: false };
        const first = claimOf(waits.eventId, 'email');
        await ledger.recordEvent({ ...waits, claims: [first] });
        const waiting = toRetrying(first, { code: 'RATE_LIMITED', message: 'x', retryable: true }, NOW, NOW);
        await ledger.write({ from: first, to: waiting });

        expect((await ledger.recordEvent(change)).newest).toEqual(newest);
        expect((await ledger.recordEvent(older)).newest).toEqual(newest);
        expect(await ledger.read(first.deliveryId)).toMatchObject({ entry: waiting, newest });
        const late = { ...event(), sequence: 0, isCancellation: false };
        const known = await ledger.recordEvent({ ...late, claims: [claimOf(late.eventId, 'email')] });
        expect(known).toMatchObject({ newest });
        expect(known.entries).toHaveLength(isOld ? 0 : 1);
        const [again, added] = await Promise.all([
          ledger.write({ from: waiting, to: toSending(waiting, { ...first, claim: randomUUID() }, SENDING, NOW) }),
          ledger.write({ from: null, to: claimOf(late.eventId, 'sms') }),
        ]);
        expect(again).toMatchObject(
          isOld ? { written: false, now: { entry: waiting, newest }, newest } : { written: true },
        );
        expect(added).toEqual(isOld ? { written: false, now: null, newest } : { written: true });
      }),
    );
  });

  it('the ledger records the newest of the changes that come together, in any order, and no row for a booking', async () => {
    await using ledger = await open();
    const appointmentId = randomUUID();
    const event = (sequence: number, isCancellation = false) => {
      const eventId = randomUUID();
      const hold = { claim: randomUUID(), owner: ledger.owner };
      const kind = sequence === 0 ? 'confirmation' : 'change';
      const identity = { eventId, channel: 'sms', deliveryId: randomUUID(), appointmentId, kind, sequence } as const;
      const claims = [toSending(newEntry(identity, hold, NOW, NOW), hold, SENDING, NOW)];
      return { eventId, appointmentId, sequence, isCancellation, body: Buffer.from('{}'), addresses: {}, claims };
    };
    const booked = await ledger.recordEvent(event(0));
    expect([booked.newest, booked.entries.length]).toEqual([null, 1]);
    const rows = () => database.query('SELECT FROM notifier.appointment WHERE id = $1', [appointmentId]);
    expect(await rows()).toEqual([]);
    const together = await Promise.all(
      [event(3), event(1), event(0), event(3, true), event(2)].map(ledger.recordEvent),
    );
    for (const { newest } of together) expect(newest).toEqual({ sequence: 3, isCancelled: true });
    expect(together.map(({ entries }) => entries.length)).toEqual([1, 0, 0, 1, 0]);
    const revived = await ledger.recordEvent(event(4));
    expect(revived.newest).toEqual({ sequence: 4, isCancelled: false });
    expect(await rows()).toHaveLength(1);
  });

  it('the ledger is migrated once when several processes start at once', async () => {
    await using empty = await createTestDatabase();
    const options = { url: empty.url, lease: LEASE, retentionDays: 90, bodyRetentionDays: 30 };
    const ledgers = await Promise.all([1, 2, 3].map(() => openPostgresLedger(options)));
    for (const ledger of ledgers) await ledger[Symbol.asyncDispose]();
    expect(await empty.query('SELECT FROM notifier.delivery')).toEqual([]);
  });

  it('the ledger forgets bytes first and events later, and nothing that is not terminal', async () => {
    await using empty = await createTestDatabase();
    const options = { url: empty.url, lease: LEASE, retentionDays: 90, bodyRetentionDays: 30 };
    const ids = { old: randomUUID(), middling: randomUUID(), open: randomUUID(), fresh: randomUUID() };
    {
      await using ledger = await openPostgresLedger(options);
      for (const [name, eventId] of Object.entries(ids)) {
        await ledger.recordEvent({ eventId, appointmentId: '5', body: Buffer.from('x'), ...BOOKED, addresses: {} });
        const identity = { eventId, channel: 'email', deliveryId: randomUUID(), appointmentId: '5', ...FIRST } as const;
        const claimed = toSending(
          newEntry(identity, { claim: randomUUID(), owner: ledger.owner }, NOW, NOW),
          { claim: randomUUID(), owner: ledger.owner },
          SENDING,
          NOW,
        );
        await ledger.write({ from: null, to: name === 'open' ? claimed : toSent(claimed, null, NOW) });
      }
    }
    const change = `INSERT INTO notifier.appointment VALUES ($1, 1, true, now() - $2 * interval '1 day')`;
    await Promise.all([empty.query(change, ['old', 181]), empty.query(change, ['kept', 179])]);
    const age = (eventId: string, days: number) =>
      Promise.all([
        empty.query(
          `UPDATE notifier.source_event SET first_seen_at = now() - $2 * interval '1 day' WHERE event_id = $1`,
          [eventId, days],
        ),
        empty.query(`UPDATE notifier.delivery SET changed_at = now() - $2 * interval '1 day' WHERE event_id = $1`, [
          eventId,
          days,
        ]),
      ]);
    await Promise.all([age(ids.old, 91), age(ids.middling, 31), age(ids.open, 91)]);
    await using _ledger = await openPostgresLedger({ ...options, purgeEveryMs: 20 });
    const left = () =>
      empty.query<{ event_id: string; kept: boolean }>(
        'SELECT event_id, body IS NOT NULL AS kept FROM notifier.source_event',
      );
    await until('the old one is gone', async () => (await left()).length === 3);
    await until('the bytes are gone', async () => (await left()).filter(({ kept }) => kept).length === 2);
    const kept = (await left()).filter(({ kept }) => kept).map(({ event_id }) => event_id);
    expect(new Set(kept)).toEqual(new Set([ids.open, ids.fresh]));
    const changes = () => empty.query('SELECT id FROM notifier.appointment');
    await until('the old change is gone', async () => (await changes()).length === 1);
    expect(await changes()).toEqual([{ id: 'kept' }]);
  });
});

describe("the ledger's schema", () => {
  it("the ledger's schema is what the migrations make: the committed snapshot equals the tables", async () => {
    const orm = ormOf(database);
    try {
      expect(await orm.migrator.checkSchema()).toBe(false);
    } finally {
      await orm.close();
    }
  });

  it("the ledger's schema is complete in the database after all migrations", async () => {
    await using _ledger = await open();
    const orm = ormOf(database);
    try {
      const changes = await orm.schema.getUpdateSchemaSQL({ safe: false, schema: 'notifier' });
      expect(changes.replace(/.*"notifier"\."migration".*/g, '').trim()).toBe('');
    } finally {
      await orm.close();
    }
  });
});
