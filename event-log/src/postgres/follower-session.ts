import { createBackoff, untilAborted } from '../backoff.ts';
import { EventLogError } from '../errors.ts';
import type { LogNotice, PartitionPositions } from '../event-log.ts';
import type { FollowCallbacks } from '../follow-callbacks.ts';
import { decideReadingPlace, type Extent, reportLost } from '../reading-place.ts';
import type { WakeSignal } from '../wake-signal.ts';
import type { KnownEnds } from './known-ends.ts';
import { missingIn, type Page, readPages } from './read.ts';
import type { Rows } from './session.ts';
import { type Partition, readPartitions, readPositions } from './topics.ts';

const PAGE_RECORDS = 500;

/** How far a follower has come in one partition. */
export interface Place {
  /** The position that is delivered next. */
  next: number;
  /** The caller handles a batch of it now. */
  busy: boolean;
}

/** A follower's reading, as it is now. */
export interface Following {
  readonly topic: string;
  places: ReadonlyMap<Partition, Place>;
  /** How many records were read since the start. */
  read: number;
  /** The batches that the caller handles now. */
  readonly batches: Set<Promise<void>>;
}

/** What following needs. */
export interface FollowerSessionOptions {
  readonly following: Following;
  readonly callbacks: FollowCallbacks;
  readonly knownEnds: KnownEnds;
  readonly wakeSignal: WakeSignal;
  /** How often it polls, as things are now. */
  pollMs(): number;
  notify(notice: LogNotice): void;
  /** The places are known, and reading starts. */
  onReading(): void;
  /** The follower is disposed. */
  readonly signal: AbortSignal;
  /** The session has ended, or the follower is disposed: no batch is delivered again. */
  readonly interrupted: AbortSignal;
}

/**
 * Follows a topic over one session, until the follower is disposed or the caller does not say where to resume. Rejects
 * when the session breaks, or when it is another log: the caller has to say again where to resume.
 */
export async function followTopic(rows: Rows, options: FollowerSessionOptions): Promise<void> {
  const { following, knownEnds, wakeSignal, signal } = options;
  const places = await findPlaces(rows, options);
  if (places === null) return;
  following.places = places;
  options.onReading();
  let polledAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    if (performance.now() - polledAt >= options.pollMs()) {
      polledAt = performance.now();
      knownEnds.announced(null);
    }
    const isFound = await readIdle(rows, options);
    if (!isFound) await wakeSignal.wait(Math.max(1, polledAt + options.pollMs() - performance.now()));
  }
}

/** Waits for the topic, and has the caller say where to resume. Null when disposed, or when the caller rejected. */
async function findPlaces(rows: Rows, options: FollowerSessionOptions): Promise<Map<Partition, Place> | null> {
  const { following, callbacks, wakeSignal, signal } = options;
  callbacks.startAttempt();
  let partitions: Partition[] = [];
  let positions: PartitionPositions[] = [];
  while (partitions.length === 0 && !signal.aborted) {
    partitions = await readPartitions(rows, [following.topic]);
    if (partitions.length > 0) positions = await readPositions(rows, following.topic);
    else await wakeSignal.wait(options.pollMs());
  }
  if (signal.aborted) return null;
  const answer = callbacks.resumeAt(positions);
  await untilAborted(answer, signal);
  const wanted = signal.aborted ? null : await answer;
  if (wanted === null) return null;
  return new Map(
    partitions.flatMap((partition) => {
      const log = positions[partition.number];
      if (log === undefined) return [];
      return [
        [partition, { next: startAt(partition, wanted.get(partition.number) ?? null, log, options), busy: false }],
      ];
    }),
  );
}

/** Reads the partitions that may have more and of which the caller handles nothing; delivers what is found, and whether anything was. */
async function readIdle(rows: Rows, options: FollowerSessionOptions): Promise<boolean> {
  const { following, knownEnds, notify } = options;
  const { topic, batches } = following;
  const idle = [...following.places].filter(([{ id }, { next, busy }]) => !busy && knownEnds.mayReachBeyond(id, next));
  if (idle.length === 0) return false;
  for (const [{ id }] of idle) knownEnds.reading(id);
  const pages = await readPages(
    rows,
    idle.map(([partition, { next }]) => ({ partition, from: next, limit: PAGE_RECORDS })),
  );
  let isFound = false;
  for (const [partition, place] of idle) {
    const page = pages.get(partition);
    if (page === undefined || place.next > page.end) throw anotherLog(topic, partition.number);
    knownEnds.found(partition.id, page.end);
    place.next = startAt(partition, place.next, page, options);
    for (const gap of missingIn(place.next, page)) {
      notify({ kind: 'lost', topic, partition: partition.number, ...gap });
      if (page.records.length === 0) place.next = gap.to;
    }
    if (page.records.length === 0) continue;
    isFound = true;
    following.read += page.records.length;
    const batch = deliver(place, partition, page, options);
    batches.add(batch);
    void batch.then(() => batches.delete(batch));
  }
  return isFound;
}

/**
 * Delivers a batch, again with pauses until the caller has handled it; nothing else of its partition is read meanwhile.
 * It ends with the session, because the caller says again where to resume.
 */
async function deliver(
  place: Place,
  partition: Partition,
  { records, end }: Page,
  { callbacks, wakeSignal, interrupted }: FollowerSessionOptions,
): Promise<void> {
  const backoff = createBackoff(interrupted);
  const next = (records.at(-1)?.position ?? place.next - 1) + 1;
  place.busy = true;
  while (!interrupted.aborted && place.busy) {
    if (await callbacks.deliver({ topic: partition.topic, partition: partition.number, records, next, end })) {
      place.next = next;
      place.busy = false;
    } else {
      await backoff.wait();
    }
  }
  wakeSignal.wake();
}

/** Where reading of a partition starts, `wanted` being the caller's position: reports what is missing before that. */
function startAt(
  { topic, number }: Partition,
  wanted: number | null,
  log: Extent,
  { notify }: FollowerSessionOptions,
): number {
  return reportLost(decideReadingPlace(wanted, log), { topic, partition: number }, notify).from;
}

/** The partition is gone, or ends before what was read of it: only the caller can decide what that means. */
function anotherLog(topic: string, partition: number): EventLogError {
  return new EventLogError(
    'UNEXPECTED',
    `partition ${partition} of ${topic} ends before what was read of it, or is gone`,
  );
}
