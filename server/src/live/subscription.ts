/**
 * One subscription to the feed on one socket. graphql-ws waits on an iterable that yields nothing; the changes are
 * written to the socket directly, each as the text of its group with this subscription's id in front.
 */
import type { Logger } from 'pino';
import type { Feed } from '../feed/feed.ts';
import { toClientError } from '../graphql/errors.ts';
import type { Group, Rendered } from './groups.ts';
import type { SocketWriter } from './socket-writer.ts';

/** What a subscription needs. */
export interface SubscriptionOptions {
  readonly id: string;
  readonly group: Group;
  readonly after: string | null;
  readonly feed: Feed;
  readonly writer: SocketWriter;
  readonly log: Logger;
  /** How many changes may wait to be rendered. */
  readonly renderLimit: number;
  /** Called once, when it has ended. */
  onEnd(): void;
}

const DONE: IteratorResult<never> = { done: true, value: undefined };

/** Makes the iterable. The stream starts with the first call of `next`, and ends with `return`. */
export function createSubscription(options: SubscriptionOptions): AsyncIterableIterator<never> {
  const { group, after, feed, writer, log } = options;
  const prefix = `{"id":${JSON.stringify(options.id)},"type":"next","payload":`;
  let settle: ((result: IteratorResult<never>) => void) | null = null;
  let stop: (() => void) | null = null;
  let ended = false;
  let rendering = 0;
  let queue: Promise<void> = Promise.resolve();

  function end(): void {
    if (ended) return;
    ended = true;
    stop?.();
    options.onEnd();
    settle?.(DONE);
  }

  function send(text: string): void {
    if (!ended) writer.send(`${prefix}${text}}`);
  }

  /** Keeps the order: a text that is ready waits for those before it that are still being rendered. */
  function write(rendered: Rendered): Promise<void> | null {
    if (typeof rendered === 'string' && rendering === 0) {
      send(rendered);
      return null;
    }
    rendering++;
    queue = queue
      .then(async () => send(await rendered))
      .catch(fail)
      .finally(() => rendering--);
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
        await writer.drained;
      },
      live(published, positions) {
        if (rendering >= options.renderLimit) writer.disconnectSlowClient();
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
