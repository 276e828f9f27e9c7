import { createBackoff, untilAborted } from '../backoff.ts';
import { createDoorbell } from '../wake-signal.ts';
import { EventLogError } from '../errors.ts';
import type { FollowOptions, LogNotice, PartitionPositions, Reader } from '../event-log.ts';
import { decideReadingPlace } from '../reading-place.ts';
import { createRefusals } from '../refusals.ts';
import { watchForStall } from '../stall-watch.ts';
import { within } from '../timeouts.ts';
import { toEventLogError } from './errors.ts';
import type { ReaderContext } from './group-reader.ts';
import { missingIn, type Page, readPages } from './read.ts';
import type { Session } from './session.ts';
import { type Partition, readPartitions, readPositions } from './topics.ts';

const PAGE_RECORDS = 500;
/** How long disposing waits for the batches in hand. */
const DRAIN_MS = 5_000;

interface Place {
  next: number;
  busy: boolean;
}

/** Starts a reader that follows all partitions of a topic from positions of its caller's. */
export function startFollower(context: ReaderContext, options: FollowOptions): Reader {
  const { topic } = options;
  const notice = (told: LogNotice) => options.onNotice?.(told);
  const stopping = new AbortController();
  const { signal } = stopping;
  const bell = createDoorbell();
  const unlisten = context.wakeups.listen([topic], bell);
  const batches = new Set<Promise<void>>();
  const refusals = createRefusals(notice, topic);
  let places = new Map<Partition, Place>();
  let connected = false;
  let read = 0;
  /** The caller is asked where to resume, or would not say: nothing can be read until it does. */
  let asking = false;

  const placeAt = (number: number, wanted: number | null, log: { readonly start: number; readonly end: number }) => {
    const place = decideReadingPlace(wanted, log);
    if (place.kind !== 'continues') {
      notice({ kind: 'lost', topic, partition: number, from: place.wanted, to: place.from });
    }
    return place.from;
  };

  /**
   * Hands one batch over, again and again with pauses until it is taken, and nothing else of its partition meanwhile;
   * after an interruption no more, for the caller is asked again where to resume.
   */
  const handle = async (place: Place, partition: Partition, { records, end }: Page, interrupted: AbortSignal) => {
    const backoff = createBackoff(interrupted);
    place.busy = true;
    while (!interrupted.aborted && place.busy) {
      try {
        await options.onBatch({ topic, partition: partition.number, records, end });
        place.next = (records.at(-1)?.position ?? place.next - 1) + 1;
        place.busy = false;
        refusals.taken(partition.number);
      } catch (error) {
        refusals.refused(partition.number, records[0]?.position ?? null, error);
        await backoff.wait();
      }
    }
    bell.ring();
  };

  const work = async (session: Session, interrupted: AbortSignal, onReading: () => void) => {
    asking = false;
    let partitions: Partition[] = [];
    let positions: PartitionPositions[] = [];
    while (partitions.length === 0 && !signal.aborted) {
      partitions = await readPartitions(session.rows, [topic]);
      if (partitions.length > 0) positions = await readPositions(session.rows, topic);
      else await bell.wait(context.pollMs);
    }
    if (signal.aborted) return;
    asking = true;
    const asked = options.resumeAt(positions).catch((error: unknown) => {
      refusals.refused(null, null, error);
      return null;
    });
    await untilAborted(asked, signal);
    const resumeAt = signal.aborted ? null : await asked;
    if (resumeAt === null) return; // asked again after a pause
    asking = false;
    refusals.taken(null);
    places = new Map();
    for (const partition of partitions) {
      const log = positions[partition.number];
      if (log === undefined) continue;
      places.set(partition, {
        next: placeAt(partition.number, resumeAt.get(partition.number) ?? null, log),
        busy: false,
      });
    }
    onReading();
    while (!signal.aborted) {
      const idle = [...places].filter(([, { busy }]) => !busy);
      const wanted = idle.map(([partition, { next }]) => ({ partition, from: next, limit: PAGE_RECORDS }));
      let found = false;
      const pages = wanted.length > 0 ? await readPages(session.rows, wanted) : new Map<Partition, Page>();
      for (const [partition, place] of idle) {
        const page = pages.get(partition);
        if (page === undefined || place.next > page.end) throw anotherLog(topic, partition.number);
        place.next = placeAt(partition.number, place.next, page);
        for (const gap of missingIn(place.next, page)) {
          notice({ kind: 'lost', topic, partition: partition.number, ...gap });
          if (page.records.length === 0) place.next = gap.to;
        }
        if (page.records.length === 0) continue;
        found = true;
        read += page.records.length;
        const batch = handle(place, partition, page, interrupted);
        batches.add(batch);
        void batch.then(() => batches.delete(batch));
      }
      if (!found) await bell.wait(context.pollMs);
    }
  };

  const run = async () => {
    const backoff = createBackoff(signal);
    let told = false;
    while (!signal.aborted) {
      const interruption = new AbortController();
      try {
        await using session = await context.openSession(`event-log following ${topic}`);
        session.onEnd(bell.ring);
        await work(session, AbortSignal.any([signal, interruption.signal]), () => {
          connected = true;
          told = false;
          backoff.reset();
        });
      } catch (error) {
        if (!told) notice({ kind: 'interrupted', error: toEventLogError(error) });
        told = true;
      } finally {
        connected = false;
        interruption.abort();
      }
      await untilAborted(Promise.all(batches), signal); // before positions are asked again, the batches in hand must have moved them
      await backoff.wait();
    }
    await within(DRAIN_MS, Promise.all(batches));
    unlisten();
  };

  const watching = watchForStall({
    positions: context.positions,
    topics: [topic],
    stallMs: context.stallMs,
    connected: () => connected,
    standings: () =>
      [...places].map(([{ number }, { next, busy }]) => ({ topic, partition: number, next, room: !busy })),
    waiting: () => asking,
    read: () => read,
    onStall: (_topic, silentMs) => notice({ kind: 'stalled', topic, silentMs }),
    signal,
  });
  const done = Promise.all([run(), watching]);
  return {
    get connected() {
      return connected;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      bell.ring();
      await done;
    },
  };
}

/** The partition is gone, or ends before what was read of it: only the caller can say what that means. */
function anotherLog(topic: string, partition: number): EventLogError {
  return new EventLogError(
    'UNEXPECTED',
    `partition ${partition} of ${topic} ends before what was read of it, or is gone`,
  );
}
