/**
 * The live feed. In: who watches what, and the cursor they come with. Out: a stream of changes, and cursors.
 *
 * A subscription goes through this room as feed (who may watch what) → stream (past, then present) → hub (present) and
 * store (past); the projection publishes to the hub what it has stored.
 */
import type { EventLog } from '@belltower/event-log';
import type { AppointmentRow } from '../appointments/appointment.ts';
import type { Viewer } from '../auth/caller.ts';
import type { Database } from '../db/database.ts';
import { RequestError } from '../request-error.ts';
import type { ResumeResult } from './check-cursor.ts';
import { coalesceReads } from './coalesce.ts';
import { type CursorKeys, createCursorCodec, scopeOf } from './cursor.ts';
import type { Hub, Interest } from './hub.ts';
import { hasReached, isVisible, positionsOf, readChanges, readPosition, readSnapshot } from './store.ts';
import { type FeedReads, type FeedSink, type Stream, startStream } from './stream.ts';

/** The live feed. */
export interface Feed {
  streamOf(viewer: Viewer, appointmentId: string | null): Promise<Stream>;
  /** Starts a stream: with the snapshot, or after a cursor. Returns what stops it. */
  start(stream: Stream, after: string | null, sink: FeedSink): () => void;
  /** A cursor of the feed's position now. @throws {RequestError} NOT_FOUND when there is nothing the caller may see */
  cursorNow(stream: Stream): Promise<string>;
  /** The cursor of the position before an appointment's first change, for a stream of this appointment alone. */
  cursorBefore(appointment: Pick<AppointmentRow, 'id' | 'feedStart'>, viewer: Viewer): Promise<string>;
}

/** What the feed needs. */
export interface FeedOptions {
  readonly db: Pick<Database, 'fork'>;
  readonly eventLog: Pick<EventLog, 'positions'>;
  readonly hub: Hub;
  /** The keys that cursors are signed with, the newest first. */
  keys(): Promise<CursorKeys>;
  /** Called with what became of each cursor that a stream was started with. */
  onResume?(result: ResumeResult): void;
  /** How many changes a stream buffers while it reads the past; beyond it they are read again. @default 1_000 */
  readonly bufferLimit?: number;
}

/** Makes the feed over the tables and the hub. */
export function createFeed({ db, eventLog, hub, keys, onResume = () => {}, bufferLimit = 1_000 }: FeedOptions): Feed {
  const reads: FeedReads = {
    visible: async (interest) => interest.kind !== 'appointment' || (await isVisible(db.fork(), interest)),
    position: coalesceReads(() => readPosition(db.fork())),
    snapshot: coalesceReads((interest) => readSnapshot(db.fork(), interest)),
    reached: (...args) => hasReached(db.fork(), ...args),
    changes: coalesceReads((...args) => readChanges(db.fork(), ...args)),
  };

  async function streamOf(viewer: Viewer, appointmentId: string | null): Promise<Stream> {
    const id = appointmentId?.toLowerCase() ?? null;
    return { interest: interestOf(viewer, id), cursors: createCursorCodec(await keys(), id, scopeOf(viewer)) };
  }

  return {
    start: (stream, after, sink) => startStream({ reads, eventLog, hub, onResume, bufferLimit }, stream, after, sink),
    streamOf,
    async cursorBefore({ id, feedStart }, viewer) {
      const { cursors } = await streamOf(viewer, id);
      const { epoch, generation = null } = feedStart;
      return cursors.write({ kind: 'after', epoch, generation, positions: positionsOf(feedStart) });
    },
    async cursorNow({ interest, cursors }) {
      if (!(await reads.visible(interest))) throw new RequestError('NOT_FOUND', 'There is no such appointment');
      const { epoch, generation, positions } = await reads.position();
      return cursors.write({ kind: 'after', epoch, generation, positions });
    },
  };
}

function interestOf(viewer: Viewer, appointmentId: string | null): Interest {
  switch (viewer.role) {
    case 'staff':
      return appointmentId === null ? { kind: 'staff' } : { kind: 'appointment', appointmentId, userId: null };
    case 'customer':
      return appointmentId === null
        ? { kind: 'user', userId: viewer.sub }
        : { kind: 'appointment', appointmentId, userId: viewer.sub };
    case 'guest':
      return appointmentId === null || appointmentId === viewer.appointmentId
        ? { kind: 'appointment', appointmentId: viewer.appointmentId, userId: null }
        : { kind: 'appointment', appointmentId, userId: viewer.sub }; // of nobody: answered like an unknown one
  }
}
