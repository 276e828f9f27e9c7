import { EventEmitter, on } from 'node:events';
import { GraphQLError } from 'graphql';
import type { DeliveryStatusChange } from '../src/index.ts';

/** A change to write: what a test leaves out is filled in. */
export type NewChange = Pick<DeliveryStatusChange, 'deliveryId' | 'status'> & Partial<DeliveryStatusChange>;

/** A feed in memory that keeps every change since its epoch began, with the cursors and refusals of the real one. */
export function createScriptedFeed() {
  const pushed = new EventEmitter().setMaxListeners(0);
  let log: DeliveryStatusChange[] = [];
  let epoch = 1;
  /** The codes that the next subscribes are refused with, in order. */
  const refusals: string[] = [];
  /** The `after` of every subscribe, null where there was none. */
  const subscribed: (string | null)[] = [];
  let watching = 0;

  return {
    refusals,
    subscribed,
    watching: () => watching,
    /** The position now, or before the change with this index. */
    cursor: (index = log.length) => `${epoch}-${index}`,
    /** Every old cursor is refused from now on. */
    forget() {
      epoch++;
    },
    /** Ends every stream from the server's side, without closing a socket. */
    end() {
      pushed.emit('ended');
    },
    push(...changes: NewChange[]) {
      for (const change of changes) log = [...log, complete(change, `${epoch}-${log.length + 1}`)];
      pushed.emit('pushed');
    },
    /** The changes of one delivery, oldest first. */
    changesOf: (deliveryId: string) => log.filter((change) => change.deliveryId === deliveryId),
    /** Throws when it is refused, as a resolver must: an error inside the stream would be another thing. */
    subscribe(appointmentId: string | null, after: string | null): AsyncIterableIterator<DeliveryStatusChange> {
      subscribed.push(after);
      const code = refusals.shift() ?? refusalOf(after);
      if (code !== undefined) throw new GraphQLError(`Refused with ${code}.`, { extensions: { code } });
      const wake = on(pushed, 'pushed', { close: ['ended'] });
      const changes = follow(wake, appointmentId, after);
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        next: () => changes.next(),
        async return() {
          await wake.return?.();
          return changes.return();
        },
      };
    },
  };

  async function* follow(wake: AsyncIterator<unknown>, appointmentId: string | null, after: string | null) {
    const matches = (change: DeliveryStatusChange) => appointmentId === null || change.appointmentId === appointmentId;
    let next = log.length;
    watching++;
    try {
      if (after === null || after.endsWith('-start')) yield* snapshot(log.slice(0, next).filter(matches));
      else {
        const missed = log.slice(Number(after.split('-')[1]), next).filter(matches);
        for (const change of missed) yield { ...change, replayed: true };
      }
      for (;;) {
        for (; next < log.length; next++) {
          const change = log[next];
          if (change !== undefined && matches(change)) yield change;
        }
        if ((await wake.next()).done) return;
      }
    } finally {
      watching--;
    }
  }

  function refusalOf(after: string | null) {
    if (after === null) return undefined;
    if (!/^\d+-(\d+|start)$/.test(after)) return 'CURSOR_INVALID';
    return after.startsWith(`${epoch}-`) ? undefined : 'CURSOR_EXPIRED';
  }

  function* snapshot(changes: DeliveryStatusChange[]) {
    const latest = [...new Map(changes.map((change) => [change.deliveryId, change])).values()];
    for (const [index, change] of latest.entries()) {
      const cursor = index === latest.length - 1 ? `${epoch}-${log.length}` : `${epoch}-start`;
      yield { ...change, cursor, replayed: true };
    }
  }
}

function complete(change: NewChange, cursor: string): DeliveryStatusChange {
  return {
    cursor,
    replayed: false,
    appointmentId: 'a-1',
    channel: 'EMAIL',
    attempt: 1,
    error: null,
    nextAttemptAt: null,
    occurredAt: new Date().toISOString(),
    ...change,
  };
}
