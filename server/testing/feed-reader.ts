import type { FeedChange } from '../src/deliveries/delivery-change.ts';
import type { Feed } from '../src/feed/feed.ts';
import type { Stream } from '../src/feed/stream.ts';
import { RequestError } from '../src/request-error.ts';

/** A stream that is read into an array. */
export interface FeedReader {
  readonly changes: FeedChange[];
  /** The code that ended it, or null while it goes on. */
  readonly failed: string | null;
  stop(): void;
}

/** Reads a stream; `pauseMs` is waited for, at random up to that, after each change of the past. */
export function readFeed(feed: Feed, stream: Stream, after: string | null, pauseMs = 0): FeedReader {
  const changes: FeedChange[] = [];
  let failed: string | null = null;
  const stop = feed.start(stream, after, {
    async past(change) {
      changes.push(change);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs));
    },
    live({ change, epoch, generation }, positions) {
      const cursor = stream.cursors.write({ kind: 'after', epoch, generation, positions });
      changes.push({ ...change, cursor, replayed: false });
    },
    fail(error) {
      failed = error instanceof RequestError ? error.code : String(error);
    },
  });
  return {
    changes,
    stop,
    get failed() {
      return failed;
    },
  };
}
