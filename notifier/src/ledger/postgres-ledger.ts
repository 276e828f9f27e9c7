/**
 * The ledger in PostgreSQL.
 *
 * Promise: what `write` said took effect is durable; what it said did not has changed nothing. A write whose answer was
 * lost is written again and finds itself: the row is its own in every field. Claim and state alone do not show that, since a
 * callback may have recorded the same acceptance, at another time.
 */
import { randomUUID } from 'node:crypto';
import type { ChannelName } from '@belltower/events';
import { isDataFailure, runStatement, type Statement } from '@belltower/support/postgres';
import { type Batcher, createRetryingBatcher } from '@belltower/support/process';
import { openLedgerDatabase } from './database.ts';
import { holdLease, type LeaseTimes } from './lease.ts';
import {
  type ChangesSince,
  type KnownEntry,
  type KnownEvent,
  type Ledger,
  type LedgerAnswer,
  LedgerError,
  type LedgerWrite,
  type RecipientCount,
  type SourceEvent,
} from './ledger.ts';
import type { Newest } from './newest.ts';
import { type DeliveryRow, entryOfRow, isResultOf, rowOfWrite, storableAddress } from './rows.ts';
import * as statements from './statements.ts';
import { createSuppressions } from './suppressions.ts';

/** What the ledger notifies its owner of. */
export type LedgerNotice =
  /** The database could not be used; it is retried, and each failure is a notice. `resumed` comes once. */
  { readonly kind: 'interrupted'; readonly error: unknown } | { readonly kind: 'resumed' };

export interface PostgresLedgerOptions {
  readonly url: string;
  readonly lease: LeaseTimes;
  /** How long an event is kept after its deliveries ended. */
  readonly retentionDays: number;
  /** How long an event's bytes are kept after its deliveries ended. */
  readonly bodyRetentionDays: number;
  /** How often what is no longer kept is removed, in milliseconds. @default 600_000 */
  readonly purgeEveryMs?: number;
  onNotice?(notice: LedgerNotice): void;
}

const MAX_BATCH = 1_000;
/** The database commits one while we gather and read the other. */
const FLUSHES = 2;
const PURGE_EVERY_MS = 10 * 60_000;

/** Opens the ledger: migrates it, and takes a lease in the name of a new owner. Rejects while the database is away. */
export async function openPostgresLedger(options: PostgresLedgerOptions): Promise<Ledger> {
  await using opened = new AsyncDisposableStack();
  /** Reading may work while writing does not: only a write that took effect shows that a database is no longer read-only. */
  type Use = 'read' | 'write';
  const failing = new Set<Use>();
  const interrupted = (use: Use) => (error: unknown) => {
    failing.add(use);
    options.onNotice?.({ kind: 'interrupted', error });
  };
  const worked = (use: Use) => {
    if (failing.size === 0) return;
    if (use === 'write') failing.clear();
    else failing.delete('read');
    if (failing.size === 0) options.onNotice?.({ kind: 'resumed' });
  };
  const orm = await openLedgerDatabase(options.url);
  opened.defer(() => orm.close(true));
  const session = orm.em.fork(); // without a transaction it holds nothing: one for all statements

  async function execute<Row extends object>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return await session.getConnection().execute<Row[]>(sql, [...parameters], 'all');
  }

  async function executeWrite(sql: string, parameters: readonly unknown[]): Promise<readonly object[]> {
    const rows = await execute(sql, parameters);
    worked('write');
    return rows;
  }

  /** For the statements that take many rows, as one JSON. */
  async function executeMany<Row extends object>(use: Use, sql: Statement, items: readonly unknown[]): Promise<Row[]> {
    const rows = await runStatement<Row>(session, sql, [JSON.stringify(items)]);
    worked(use);
    return rows;
  }

  function batcherOf<Item, Result>(
    use: Use,
    run: (items: readonly Item[]) => Promise<readonly Result[]>,
    keyOf?: (item: Item) => string,
  ): Batcher<Item, Result> {
    const disposedError = () => new LedgerError('DISPOSED', 'the ledger was disposed');
    const onRetry = interrupted(use);
    const limits = { maxSize: MAX_BATCH, flushes: FLUSHES, isFatal: isDataFailure, onRetry, disposedError };
    return opened.use(createRetryingBatcher({ run, ...limits, ...(keyOf === undefined ? {} : { keyOf }) }));
  }

  const owner = randomUUID();
  opened.defer(() => execute(statements.RELEASE, [owner]).then(undefined, interrupted('write')));
  const lease = opened.use(
    await holdLease(
      options.lease,
      async () => void (await executeWrite(statements.RENEW, [owner, options.lease.leaseMs])),
      interrupted('write'),
    ),
  );

  async function readAll(deliveryIds: readonly string[]): Promise<Map<string, KnownEntry>> {
    const rows = await executeMany<KnownRow>('read', statements.READ, deliveryIds);
    return new Map(rows.map((row) => [row.entry.delivery_id, knownEntryOf(row)]));
  }

  async function writeAll(writes: readonly LedgerWrite[]): Promise<readonly LedgerAnswer[]> {
    const rows = await executeMany<{ deliveryId: string; newest: Newest | null }>(
      'write',
      statements.WRITE,
      writes.map(rowOfWrite),
    );
    const outdated = new Map(rows.flatMap(({ deliveryId, newest }) => (newest ? [[deliveryId, newest] as const] : [])));
    const written = new Set(rows.flatMap(({ deliveryId, newest }) => (newest ? [] : [deliveryId])));
    const lost = writes.filter(({ to }) => !written.has(to.deliveryId));
    const found = lost.length === 0 ? new Map() : await readAll(lost.map(({ to }) => to.deliveryId));
    return writes.map((write) => {
      if (written.has(write.to.deliveryId)) return { written: true };
      const now: KnownEntry | null = found.get(write.to.deliveryId) ?? null;
      if (now !== null && isResultOf(write, now.entry)) return { written: true };
      return { written: false, now, newest: outdated.get(write.to.deliveryId) ?? null };
    });
  }

  async function recordAll(events: readonly SourceEvent[]): Promise<readonly KnownEvent[]> {
    interface Row {
      readonly eventId: string;
      readonly firstSeenAt: string | null;
      readonly isNew: boolean;
      readonly appointmentId: string;
      readonly entries: readonly DeliveryRow[];
      readonly claimed: readonly ChannelName[];
      readonly suppressed: readonly ChannelName[];
      readonly newest: Newest | null;
    }
    const items = events.map(rowOfEvent);
    let rows = await executeMany<Row>('write', statements.RECORD_EVENTS, items);
    while (rows.some(({ firstSeenAt }) => firstSeenAt === null))
      rows = await executeMany<Row>('write', statements.RECORD_EVENTS, items);
    const known = new Map(rows.map((row) => [row.eventId, row]));
    return events.map(({ eventId, claims = [] }) => {
      const row = known.get(eventId);
      if (row?.firstSeenAt == null) throw new Error(`event ${eventId} was not recorded`);
      const { isNew, appointmentId, claimed, suppressed, newest } = row;
      const firstSeenAt = new Date(row.firstSeenAt);
      const added = claims.filter(({ channel }) => claimed.includes(channel));
      const entries = [...row.entries.map(entryOfRow), ...added.map((entry) => ({ ...entry, queuedAt: firstSeenAt }))];
      return { eventId, firstSeenAt, isNew, appointmentId, entries, suppressed, newest };
    });
  }

  async function countAll(counts: readonly RecipientCount[]): Promise<readonly boolean[]> {
    const items = counts.map(({ deliveryId, ...count }) => ({ ...count, delivery_id: deliveryId }));
    const rows = await executeMany<{ deliveryId: string }>('write', statements.COUNT, items);
    const counted = new Set(rows.map(({ deliveryId }) => deliveryId));
    return counts.map(({ deliveryId }) => counted.has(deliveryId));
  }

  const changes = batcherOf('read', (from: readonly (string | null)[]) =>
    Promise.all(
      from.map(async (next) => {
        const [found] = await executeMany<ChangesSince>('read', statements.CHANGES, [next]);
        if (found === undefined) throw new Error('one row is expected of the newest changes, got none');
        return found;
      }),
    ),
  );
  const writes = batcherOf('write', writeAll, ({ to }: LedgerWrite) => to.deliveryId);
  const reads = batcherOf('read', async (ids: readonly string[]) => {
    const found = await readAll(ids);
    return ids.map((id) => found.get(id) ?? null);
  });
  const bodies = batcherOf('read', async (ids: readonly string[]) => {
    const rows = await executeMany<{ eventId: string; body: string }>('read', statements.READ_BODIES, ids);
    const found = new Map(rows.map(({ eventId, body }) => [eventId, Buffer.from(body, 'base64')]));
    return ids.map((id) => found.get(id) ?? null);
  });
  const events = batcherOf('write', recordAll, ({ eventId }: SourceEvent) => eventId);
  const recipientCounts = batcherOf('write', countAll, ({ key }: RecipientCount) => key);

  let closing = false;
  const purge = async () => {
    const { retentionDays, bodyRetentionDays } = options;
    for (const sql of statements.PURGE_EXPIRED) await executeWrite(sql, []);
    const pieces = [
      [statements.PURGE_EVENTS, retentionDays],
      [statements.PURGE_BODIES, bodyRetentionDays],
      [statements.PURGE_APPOINTMENTS, retentionDays],
    ] as const;
    for (const [sql, days] of pieces) {
      while (
        !closing &&
        (await executeWrite(sql, [days, days, statements.PURGE_PIECE])).length === statements.PURGE_PIECE
      );
    }
  };
  let purging: Promise<void> = Promise.resolve();
  const purgeTimer = setInterval(() => {
    purging = purging.then(purge).catch(interrupted('write'));
  }, options.purgeEveryMs ?? PURGE_EVERY_MS);
  opened.defer(async () => {
    closing = true;
    clearInterval(purgeTimer);
    await purging;
  });

  const own = opened.move();
  return {
    owner,
    get connected() {
      return failing.size === 0;
    },
    maySend: () => lease.isValid(),
    untilMaySend: (signal) => lease.untilValid(signal),
    recordEvent: (event) => events.add(event).catch(rethrowAsLedgerError),
    write: (write) => writes.add(write).catch(rethrowAsLedgerError),
    read: (deliveryId) => reads.add(deliveryId).catch(rethrowAsLedgerError),
    changesSince: (next) => changes.add(next).catch(rethrowAsLedgerError),
    countRecipient: (count) => recipientCounts.add(count).catch(rethrowAsLedgerError),
    readBody: (eventId) => bodies.add(eventId).catch(rethrowAsLedgerError),
    suppressions: createSuppressions(execute),
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

function rethrowAsLedgerError(error: unknown): never {
  if (error instanceof LedgerError) throw error;
  throw new LedgerError(
    'DATA',
    `PostgreSQL refused what was to be kept: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );
}

function rowOfEvent(event: SourceEvent) {
  const { eventId, appointmentId, sequence, isCancellation, body, addresses, claims = [] } = event;
  const { email = null, sms = null } = addresses;
  const addressOrNull = (text: string | null) => (text === null ? null : storableAddress(text));
  const base64 = Buffer.from(body).toString('base64');
  return {
    event_id: eventId,
    appointment_id: appointmentId,
    sequence,
    is_cancellation: isCancellation,
    body: base64,
    email: addressOrNull(email),
    sms: addressOrNull(sms),
    claims: claims.map((to) => rowOfWrite({ from: null, to })),
  };
}

interface KnownRow {
  readonly entry: DeliveryRow;
  readonly body: string | null;
  readonly leaseLeftMs: number;
  readonly newest: Newest | null;
}

function knownEntryOf(row: KnownRow): KnownEntry {
  return {
    entry: entryOfRow(row.entry),
    leaseLeftMs: row.leaseLeftMs,
    body: row.body === null ? null : Buffer.from(row.body, 'base64'),
    newest: row.newest,
  };
}
