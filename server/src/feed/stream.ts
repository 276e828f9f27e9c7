/**
 * Promise: a stream delivers the past, then the present, with no gap between them and no change twice. It attaches to the
 * hub and buffers, fixes a position, reads the tables up to it, delivers what it buffered above it, and is live from then on.
 *
 * In: changes from the hub, rows and positions from the tables. Out: changes in order, to a {@link FeedSink}.
 */
import type { EventLog } from '@belltower/event-log';
import { catalogue } from '@belltower/events';
import { isReported } from '../deliveries/delivery.ts';
import type { Change, FeedChange, PlacedChange } from '../deliveries/delivery-change.ts';
import { RequestError } from '../request-error.ts';
import { type AfterCursor, checkCursor, expiredCursor, type ResumeResult, resumeResultOf } from './check-cursor.ts';
import type { CursorCodec } from './cursor.ts';
import type { Generation } from './generation.ts';
import type { Hub, Interest, PublishedChange } from './hub.ts';
import { highest, isBeyond, type Positions, withPosition } from './positions.ts';
import type { ChangesArgs, ReachedArgs, Snapshot, StoredPosition } from './store.ts';

/** What is watched, by whom, and the cursors that belong to it. Equal for equal arguments and scopes. */
export interface Stream {
  readonly interest: Interest;
  readonly cursors: CursorCodec;
}

/** Where a stream's changes go. Nothing comes after the stream was stopped, or has failed. */
export interface FeedSink {
  /** A change of the past. The next one comes when what this returns has resolved. */
  past(change: FeedChange): Promise<void> | void;
  /** A change that happens now. `positions` is where the stream stands after it: its cursor. Never waits. */
  live(published: PublishedChange, positions: Positions): void;
  /** The stream has ended: with a RequestError, or with the error of the database or the log. */
  fail(error: unknown): void;
}

/** What streams read; equal reads of one tick may be one. */
export interface FeedReads {
  /** Whether there is anything that the caller of this interest may see. */
  visible(interest: Interest): Promise<boolean>;
  position(): Promise<StoredPosition>;
  /** Whether a former generation of an epoch reached some positions. */
  reached(...args: ReachedArgs): Promise<boolean>;
  snapshot(interest: Interest): Promise<Snapshot>;
  changes(...args: ChangesArgs): Promise<readonly PlacedChange[]>;
}

/** What every stream needs. */
export interface StreamOptions {
  readonly reads: FeedReads;
  readonly eventLog: Pick<EventLog, 'positions'>;
  readonly hub: Hub;
  onResume(result: ResumeResult): void;
  /** How many changes are buffered while the past is delivered; beyond it they are read from the tables. */
  readonly bufferLimit: number;
}

/** How many changes one read of the past returns at most. */
const PAGE = 500;

/** Starts a stream: with the snapshot, or after a cursor. Returns what stops it. */
export function startStream(
  { reads, eventLog, hub, onResume, bufferLimit }: StreamOptions,
  { interest, cursors }: Stream,
  after: string | null,
  sink: FeedSink,
): () => void {
  /** Changes of the hub that wait until the past is delivered. Null: the stream is live. */
  let buffer: PublishedChange[] | null = [];
  /** Changes went past that are not in the buffer: they have to be read from the tables. */
  let mustReadAgain = false;
  let epoch = '';
  let generation: Generation = null;
  /** Everything up to here is delivered. Null: every change that comes is above it. */
  let deliveredUpTo: Positions | null = [];
  /** Deliveries that the snapshot has shown as QUEUED before that was reported: their report is not delivered. */
  let unreported = new Set<string>();
  let ended = false;

  const detach = hub.attach(interest, {
    onChange(published) {
      if (buffer === null) deliver(published);
      else if (buffer.length < bufferLimit && !mustReadAgain) buffer.push(published);
      else {
        mustReadAgain = true;
        buffer = [];
      }
    },
    onBegin() {
      mustReadAgain = true;
      if (buffer !== null) return;
      buffer = [];
      goLive().catch(fail);
    },
    onExpire: () =>
      fail(
        new RequestError(
          'CURSOR_EXPIRED',
          'The event log has lost changes, or was replaced: start over without a cursor',
        ),
      ),
  });

  function stop(): void {
    if (ended) return;
    ended = true;
    buffer = [];
    detach();
  }

  function fail(error: unknown): void {
    if (ended) return;
    stop();
    sink.fail(error);
  }

  function reportResume(result: ResumeResult): void {
    if (after !== null && !ended) onResume(result);
  }

  function deliver(published: PublishedChange): void {
    if (ended || published.epoch !== epoch) return;
    const { change } = published;
    let { positions } = published;
    if (deliveredUpTo !== null) {
      if (change.position <= (deliveredUpTo[change.partition] ?? -1)) return;
      positions = highest(deliveredUpTo, published.positions);
      deliveredUpTo = isBeyond(positions, published.positions) ? positions : null;
    }
    if (isAlreadyShown(change)) return;
    sink.live(published, positions);
  }

  /** The first change of an unreported delivery is the report of what the snapshot has shown, unless that is skipped. */
  function isAlreadyShown({ deliveryId, status }: Change): boolean {
    return unreported.delete(deliveryId) && status === 'queued';
  }

  async function run(): Promise<void> {
    const meaning = after === null ? null : cursors.read(after);
    if (after !== null && meaning === null) {
      throw new RequestError('CURSOR_INVALID', 'This cursor was not made for this subscription');
    }
    if (!(await reads.visible(interest))) throw new RequestError('NOT_FOUND', 'There is no such appointment');
    if (meaning?.kind === 'after') await replayAfter(meaning);
    else await replaySnapshot();
    await goLive();
  }

  async function replaySnapshot(): Promise<void> {
    const { at, deliveries } = await reads.snapshot(interest);
    epoch = at.epoch;
    generation = at.generation;
    deliveredUpTo = at.positions;
    unreported = new Set(deliveries.filter((delivery) => !isReported(delivery)).map(({ id }) => id));
    const startOver = cursors.write({ kind: 'start-over', epoch });
    const fixed = cursors.write({ kind: 'after', epoch, generation, positions: at.positions });
    for (const [index, delivery] of deliveries.entries()) {
      if (ended) return;
      const cursor = index === deliveries.length - 1 ? fixed : startOver;
      const { id: deliveryId, attempts: attempt, updatedAt: occurredAt } = delivery;
      await sink.past({ ...delivery, deliveryId, attempt, occurredAt, cursor, replayed: true });
    }
  }

  async function replayAfter(cursor: AfterCursor): Promise<void> {
    const at = await reads.position();
    await checkCursor(cursor, at, { reached: reads.reached, logEnds: () => logEnds(eventLog) });
    epoch = at.epoch;
    generation = at.generation;
    deliveredUpTo = cursor.positions;
    await replayUpTo(at.positions);
  }

  async function replayUpTo(target: Positions): Promise<void> {
    for (const [partition, through] of target.entries()) {
      while (!ended && (deliveredUpTo?.[partition] ?? -1) < through) {
        const from = deliveredUpTo?.[partition] ?? -1;
        const page = await reads.changes(interest, epoch, { partition, after: from, through }, PAGE);
        for (const change of page) {
          if (ended) return;
          deliveredUpTo = withPosition(deliveredUpTo ?? [], partition, change.position);
          if (isAlreadyShown(change)) continue;
          const cursor = cursors.write({ kind: 'after', epoch, generation, positions: deliveredUpTo });
          await sink.past({ ...change, cursor, replayed: true });
        }
        if (page.length < PAGE) deliveredUpTo = withPosition(deliveredUpTo ?? [], partition, through);
      }
    }
  }

  /** Reads what went past the buffer while the past was delivered, until nothing does, and then delivers the buffer. */
  async function goLive(): Promise<void> {
    while (mustReadAgain && !ended) {
      buffer = [];
      mustReadAgain = false;
      const at = await reads.position();
      if (at.epoch !== epoch) throw expiredCursor();
      generation = at.generation;
      await replayUpTo(at.positions);
    }
    const buffered = buffer ?? [];
    buffer = null;
    for (const published of buffered) deliver(published);
  }

  run().then(
    () => reportResume('resumed'),
    (error: unknown) => {
      reportResume(resumeResultOf(error));
      fail(error);
    },
  );
  return stop;
}

async function logEnds(eventLog: Pick<EventLog, 'positions'>): Promise<ReadonlyMap<number, number>> {
  const partitions = await eventLog.positions(catalogue['notifications.status'].topic);
  return new Map(partitions.map(({ partition, end }) => [partition, end]));
}
