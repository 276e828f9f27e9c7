/**
 * One subscription to the feed on one socket. graphql-ws waits on an iterable that yields nothing; the changes are
 * written to the socket directly, each as the shared text with this subscription's id in front.
 */
import type { Logger } from 'pino';
import type { Feed } from '../feed/feed.ts';
import { toClientError } from '../graphql/errors.ts';
import type { Group, Rendered } from './groups.ts';
import type { Outlet } from './socket-writer.ts';

/** How to start one. */
export interface LiveSubscriptionOptions {
  readonly id: string;
  readonly group: Group;
  readonly after: string | null;
  readonly feed: Feed;
  readonly outlet: Outlet;
  readonly log: Logger;
  /** How many changes may wait to be rendered. */
  readonly queue: number;
  /** Called once, when it has ended. */
  onEnd(): void;
}

const DONE: IteratorResult<never> = { done: true, value: undefined };

/** Makes the iterable; the stream starts when it is first asked for a value, and ends when it is returned. */
export function createLiveSubscription(options: LiveSubscriptionOptions): AsyncIterableIterator<never> {
  const { group, after, feed, outlet, log } = options;
  const prefix = `{"id":${JSON.stringify(options.id)},"type":"next","payload":`;
  let settle: ((result: IteratorResult<never>) => void) | null = null;
  let stop: (() => void) | null = null;
  let ended = false;
  let waiting = 0;
  let queue: Promise<void> = Promise.resolve();

  function end(): void {
    if (ended) return;
    ended = true;
    stop?.();
    options.onEnd();
    settle?.(DONE);
  }

  function send(text: string): void {
    if (!ended) outlet.send(`${prefix}${text}}`);
  }

  /** Keeps the order: what is ready waits for what is still being rendered before it. */
  function write(rendered: Rendered): Promise<void> | null {
    if (typeof rendered === 'string' && waiting === 0) {
      send(rendered);
      return null;
    }
    waiting++;
    queue = queue
      .then(async () => send(await rendered))
      .catch(fail)
      .finally(() => waiting--);
    return queue;
  }

  function fail(error: unknown): void {
    send(JSON.stringify({ errors: [toClientError(error, log)] }));
    end();
  }

  function start(): void {
    stop = feed.start(group.stream, after, {
      async past(change) {
        await write(group.render(change));
        await outlet.drained;
      },
      live(published, positions) {
        if (waiting >= options.queue) outlet.shed();
        else write(group.renderLive(published, positions));
      },
      fail,
    });
    if (ended) stop();
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (ended) return Promise.resolve(DONE);
      return new Promise((resolve) => {
        settle = resolve;
        if (stop === null) start();
      });
    },
    return() {
      end();
      return Promise.resolve(DONE);
    },
  };
}
