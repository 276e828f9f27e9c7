/** Changes of delivery status as an async iterator, with a bounded queue. */
import { graphqlError } from './errors.ts';
import type { DeliveryStatusChangedSubscription } from './generated/graphql.ts';
import type { ResetCode, ResumingSink } from './subscribe-resuming.ts';

/** One change of a delivery's status. `cursor` is its place in the feed: a later watch can begin `after` it. */
export type DeliveryStatusChange = DeliveryStatusChangedSubscription['deliveryStatusChanged'];

/** What to watch, and from where on. */
export interface WatchOptions {
  /** Only this appointment. Without it, all the caller may see. */
  readonly appointmentId?: string;
  /** Begin after this cursor. Without it the present state of each delivery comes first, with `replayed: true`. */
  readonly after?: string;
  /** Ends the watch: the loop over it finishes, with no error. */
  readonly signal?: AbortSignal;
  /**
   * The server could not resume, because the cursor is too old or not its own: what happened meanwhile is lost and a
   * snapshot follows. Called in its place among the changes. Without it, the watch throws that refusal instead.
   */
  readonly onReset?: (code: ResetCode) => void;
  /** When so many changes wait to be read, no more are fetched until they are. @default 1_000 */
  readonly highWater?: number;
}

/** A snapshot holds at most this many, and cannot be resumed before its end. */
const SNAPSHOT_LIMIT = 1_000;

type Entry =
  | { readonly kind: 'change'; readonly change: DeliveryStatusChange }
  | { readonly kind: 'reset'; readonly code: ResetCode };
type Phase = { readonly is: 'running' } | { readonly is: 'failed'; readonly error: unknown } | { readonly is: 'over' };
type Result = IteratorResult<DeliveryStatusChange, undefined>;
interface Waiter {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Changes to loop over once, with `for await`; leaving the loop ends the watch. */
export interface DeliveryWatch extends AsyncIterableIterator<DeliveryStatusChange> {
  next(): Promise<Result>;
  return(): Promise<Result>;
}

/** Starts a subscription after `after`. Returns the function that ends it. */
export type OpenFeed = (after: string | undefined, sink: ResumingSink<DeliveryStatusChangedSubscription>) => () => void;

/**
 * A watch as an async iterator with a bounded queue. The cursor moves when a change is received, not when it is read, so
 * a cut repeats nothing; when the reader is slow the subscription is closed and later resumed from the cursor, so that
 * nothing is lost and memory stays bounded. It begins with the first `next()`, and ends with the options' signal or `closed`.
 */
export function watchDeliveries(openFeed: OpenFeed, options: WatchOptions, closed?: AbortSignal): DeliveryWatch {
  const { signal, onReset, highWater = 1_000 } = options;
  const queue: Entry[] = [];
  const waiters: Waiter[] = [];
  let after = options.after;
  let inSnapshot = after === undefined;
  let stop: (() => void) | undefined;
  let phase: Phase = { is: 'running' };

  const watch: DeliveryWatch = {
    [Symbol.asyncIterator]: () => watch,
    next: () =>
      new Promise<Result>((resolve, reject) => {
        waiters.push({ resolve, reject });
        flow();
      }),
    async return() {
      finish();
      return { done: true, value: undefined };
    },
  };
  const ends = [signal, closed].filter((one) => one !== undefined);
  for (const one of ends) one.addEventListener('abort', finish);
  if (ends.some(({ aborted }) => aborted)) finish();
  return watch;

  /** Resolves the waiting reads from the queue, then opens the subscription if the queue is empty. */
  function flow() {
    for (let waiter = waiters[0]; waiter !== undefined; waiter = waiters[0]) {
      const entry = queue.shift();
      if (entry?.kind === 'reset') announceReset(entry.code);
      else if (entry?.kind === 'change') waiters.shift()?.resolve({ done: false, value: entry.change });
      else if (phase.is === 'running') break;
      else settle(waiters.shift());
    }
    if (phase.is === 'running' && stop === undefined && queue.length === 0) open();
  }

  function open() {
    stop = openFeed(after, {
      next({ deliveryStatusChanged: change }) {
        after = change.cursor;
        if (!change.replayed) inSnapshot = false;
        queue.push({ kind: 'change', change });
        flow();
        if (queue.length >= (inSnapshot ? highWater + SNAPSHOT_LIMIT : highWater)) pause();
      },
      reset(code) {
        after = undefined;
        inSnapshot = true;
        queue.push({ kind: 'reset', code });
        flow();
      },
      error(error) {
        end({ is: 'failed', error });
      },
    });
  }

  function pause() {
    stop?.();
    stop = undefined;
  }

  function announceReset(code: ResetCode) {
    try {
      if (onReset === undefined) throw refusal(code);
      onReset(code);
    } catch (error) {
      queue.length = 0;
      end({ is: 'failed', error });
    }
  }

  /** Ends the watch for its reader: what is still queued is dropped. */
  function finish() {
    queue.length = 0;
    end({ is: 'over' });
  }

  function end(how: Phase) {
    if (phase.is !== 'running') return;
    phase = how;
    for (const one of ends) one.removeEventListener('abort', finish);
    pause();
    flow();
  }

  /** The error is thrown once; later reads get the end. */
  function settle(waiter: Waiter | undefined) {
    if (phase.is !== 'failed') return waiter?.resolve({ done: true, value: undefined });
    waiter?.reject(phase.error);
    phase = { is: 'over' };
  }
}

function refusal(code: ResetCode) {
  return graphqlError([{ message: 'The feed could not be resumed from this cursor.', extensions: { code } }]);
}
