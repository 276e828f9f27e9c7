/**
 * Promise: a stream tells the past, then the present, with no gap between them and no change twice. It listens first,
 * then fixes a position, then reads up to that, and then goes on with what it heard above it.
 */
import type { EventLog } from '@belltower/event-log';
import { catalogue, type DeliveryStep } from '@belltower/events';
import type { FeedChange, PlacedChange } from '../deliveries/delivery-change.ts';
import { RequestError } from '../request-error.ts';
import type { CursorCodec, CursorMeaning, Positions } from './cursor.ts';
import type { Generation } from './generation.ts';
import { type Hub, type Interest, type PublishedChange, withPosition } from './hub.ts';
import { aheadOf, stateOf, wasTold } from './optimistic-status.ts';
import type { ChangesAsked, ReachAsked, Snapshot, StoredPosition } from './store.ts';

/** What is watched, by whom, and the cursors that belong to it. Equal for equal arguments and scopes. */
export interface Stream {
  readonly interest: Interest;
  readonly cursors: CursorCodec;
}

/** Where a stream's changes go. Nothing is told after a stream was stopped, or has failed. */
export interface FeedSink {
  /** Tells a change of the past. The next one comes when what this answers is resolved. */
  past(change: FeedChange): Promise<void> | void;
  /** Tells a change that happens now. `positions` is where the stream stands after it: its cursor. Never waits. */
  live(published: PublishedChange, positions: Positions): void;
  /** The stream has ended: with a RequestError, or with what the database or the log said. */
  fail(error: unknown): void;
}

/** What became of a cursor: its stream went on, or why not. */
export type ResumeResult = 'resumed' | 'cursor_expired' | 'cursor_invalid' | 'not_found' | 'failed';

/** What streams read; equal reads of one moment may be one. */
export interface FeedReads {
  /** Whether there is anything that the caller of this interest may see. */
  visible(interest: Interest): Promise<boolean>;
  position(): Promise<StoredPosition>;
  /** Whether a former generation of an epoch came as far as some positions. */
  reached(...asked: ReachAsked): Promise<boolean>;
  snapshot(interest: Interest): Promise<Snapshot>;
  changes(...asked: ChangesAsked): Promise<readonly PlacedChange[]>;
}

/** What every stream needs. */
export interface StreamOptions {
  readonly reads: FeedReads;
  readonly eventLog: Pick<EventLog, 'positions'>;
  readonly hub: Hub;
  onResume(result: ResumeResult): void;
  readonly held: number;
}

const PAGE = 500;

/** Starts a stream: with the snapshot, or after a cursor. Answers what stops it. */
export function startStream(
  { reads, eventLog, hub, onResume, held }: StreamOptions,
  { interest, cursors }: Stream,
  after: string | null,
  sink: FeedSink,
): () => void {
  let heard: PublishedChange[] | null = []; // null: live
  let missedSome = false;
  let epoch = '';
  let generation: Generation = null;
  /** Up to here everything was told. Null: every change that comes is above it. */
  let floors: Positions | null = [];
  /** States that the snapshot told before the log did: the change that says the same is not told again. */
  let toldAhead: Map<string, DeliveryStep> | null = null;
  let ended = false;

  const detach = hub.attach(interest, {
    take(published) {
      if (heard === null) tell(published);
      else if (heard.length < held && !missedSome) heard.push(published);
      else {
        missedSome = true;
        heard = [];
      }
    },
    begin() {
      missedSome = true;
      if (heard !== null) return;
      heard = [];
      goLive().catch(fail);
    },
    expire: () =>
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
    heard = [];
    detach();
  }

  function fail(error: unknown): void {
    if (ended) return;
    stop();
    sink.fail(error);
  }

  function tellResume(result: ResumeResult): void {
    if (after !== null && !ended) onResume(result);
  }

  function tell(published: PublishedChange): void {
    if (ended || published.epoch !== epoch) return;
    const { change } = published;
    let { positions } = published;
    if (floors !== null) {
      if (change.position <= (floors[change.partition] ?? -1)) return;
      positions = highest(floors, published.positions);
      floors = positions.some((position, partition) => position > (published.positions[partition] ?? -1))
        ? positions
        : null;
    }
    if (toldAhead !== null && wasTold(toldAhead, change.deliveryId, change)) return;
    sink.live(published, positions);
  }

  async function run(): Promise<void> {
    const meaning = after === null ? null : cursors.read(after);
    if (after !== null && meaning === null) {
      throw new RequestError('CURSOR_INVALID', 'This cursor was not made for this subscription');
    }
    if (!(await reads.visible(interest))) throw new RequestError('NOT_FOUND', 'There is no such appointment');
    if (meaning?.kind === 'after') await tellMissed(meaning);
    else await tellSnapshot();
    await goLive();
  }

  /** Reads what was missed while the past was told, until nothing is, and then tells what was heard. */
  async function goLive(): Promise<void> {
    while (missedSome && !ended) {
      heard = [];
      missedSome = false;
      const at = await reads.position();
      if (at.epoch !== epoch) throw expired();
      generation = at.generation;
      await tellUpTo(at.positions);
    }
    const waiting = heard ?? [];
    heard = null;
    for (const published of waiting) tell(published);
  }

  async function tellSnapshot(): Promise<void> {
    const { at, deliveries } = await reads.snapshot(interest);
    epoch = at.epoch;
    generation = at.generation;
    floors = at.positions;
    toldAhead = aheadOf(deliveries);
    const startOver = cursors.write({ kind: 'start-over', epoch });
    const fixed = cursors.write({ kind: 'after', epoch, generation, positions: at.positions });
    for (const [index, delivery] of deliveries.entries()) {
      if (ended) return;
      const cursor = index === deliveries.length - 1 ? fixed : startOver;
      await sink.past({ ...stateOf(delivery), cursor, replayed: true });
    }
  }

  async function tellMissed(meaning: Extract<CursorMeaning, { kind: 'after' }>): Promise<void> {
    const at = await reads.position();
    if (meaning.epoch !== at.epoch || isForgotten(meaning.positions, at)) throw expired();
    await refuseLost(meaning, at);
    await refuseFuture(meaning.positions, at);
    epoch = at.epoch;
    generation = at.generation;
    floors = meaning.positions;
    await tellUpTo(at.positions);
  }

  /** What was told beyond the end of its generation went with the database that a backup was restored over. */
  async function refuseLost(meaning: Extract<CursorMeaning, { kind: 'after' }>, at: StoredPosition): Promise<void> {
    const { generation: told = null, positions } = meaning;
    if (told !== at.generation) {
      if (!(await reads.reached(at.epoch, told, positions))) throw expired();
    } else if (!at.intact && isBeyond(positions, at)) throw expired(); // it ends where the tables stand now
  }

  /** Beyond what is stored is only right if the log has come that far: the tables may be behind it. */
  async function refuseFuture(positions: Positions, at: StoredPosition): Promise<void> {
    if (!isBeyond(positions, at)) return;
    const found = await eventLog.positions(catalogue['notifications.status'].topic);
    const ends = new Map(found.map(({ partition, end }) => [partition, end]));
    if (positions.some((position, partition) => position >= (ends.get(partition) ?? 0))) {
      throw new RequestError('CURSOR_INVALID', 'This cursor is from the future');
    }
  }

  async function tellUpTo(target: Positions): Promise<void> {
    for (const [partition, through] of target.entries()) {
      while (!ended && (floors?.[partition] ?? -1) < through) {
        const from = floors?.[partition] ?? -1;
        const page = await reads.changes(interest, epoch, { partition, after: from, through }, PAGE);
        for (const change of page) {
          if (ended) return;
          floors = withPosition(floors ?? [], partition, change.position);
          if (toldAhead !== null && wasTold(toldAhead, change.deliveryId, change)) continue;
          const cursor = cursors.write({ kind: 'after', epoch, generation, positions: floors });
          await sink.past({ ...change, cursor, replayed: true });
        }
        if (page.length < PAGE) floors = withPosition(floors ?? [], partition, through);
      }
    }
  }

  run().then(
    () => tellResume('resumed'),
    (error: unknown) => {
      tellResume(resultOf(error));
      fail(error);
    },
  );
  return stop;
}

function resultOf(error: unknown): ResumeResult {
  if (!(error instanceof RequestError)) return 'failed';
  switch (error.code) {
    case 'CURSOR_EXPIRED':
      return 'cursor_expired';
    case 'CURSOR_INVALID':
      return 'cursor_invalid';
    case 'NOT_FOUND':
      return 'not_found';
    default:
      return 'failed';
  }
}

function expired(): RequestError {
  return new RequestError('CURSOR_EXPIRED', 'The changes after this cursor are no longer kept: start over without it');
}

function isForgotten(positions: Positions, at: StoredPosition): boolean {
  return at.historyStart.some((start, partition) => (positions[partition] ?? -1) + 1 < start);
}

function isBeyond(positions: Positions, at: StoredPosition): boolean {
  return positions.some((position, partition) => position > (at.positions[partition] ?? -1));
}

function highest(one: Positions, other: Positions): Positions {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, partition) =>
    Math.max(one[partition] ?? -1, other[partition] ?? -1),
  );
}
