/// <reference lib="esnext.disposable" preserve="true" />
/** The client: calls over HTTP, and watches over one WebSocket. */
import { type Calls, createCalls } from './calls.ts';
import { checkToken, endpointsOf } from './check-options.ts';
import { createLiveClient } from './live-client.ts';
import { createLiveFeeds } from './live-feeds.ts';
import type { BelltowerOptions } from './options.ts';
import { createRequest, type TokenSource } from './request.ts';
import { type DeliveryWatch, type WatchOptions, watchDeliveries } from './watch-deliveries.ts';
import { findWebSocket } from './web-socket.ts';

/** Everything a consumer can do. Calls reject with a `BelltowerError`; those that are refused only for a moment are retried. */
export interface Belltower extends Calls, AsyncDisposable {
  /** Changes of delivery status as they happen, over any number of cuts: every one, in order, once. */
  watchDeliveries(options?: WatchOptions): DeliveryWatch;
  /** Ends every watch and call and closes the link. The same as leaving an `await using`. */
  close(): Promise<void>;
}

/**
 * A client for one Belltower server. It connects to the live feed with the first watch, and not before.
 *
 * @throws {TypeError} when `url` or `token` cannot be one
 */
export function createBelltower(options: BelltowerOptions): Belltower {
  const { timeoutMs = 15_000, attempts = 4, fetch = globalThis.fetch } = options;
  const url = endpointsOf(options.url);
  checkToken(options.token);
  const closing = new AbortController();
  const token = tokenSource(options.token);
  const request = createRequest({ url: url.http, token, fetch, timeoutMs, attempts, closed: closing.signal });
  const feeds = createLiveFeeds(async () => {
    const WebSocket = options.WebSocket ?? (await findWebSocket());
    const client = createLiveClient({ url: url.ws, token, WebSocket, lingerMs: 500 });
    client.onState(() => options.onLinkState?.(client.state()));
    return client;
  });

  async function close() {
    closing.abort();
    await feeds[Symbol.asyncDispose]();
  }

  return {
    ...createCalls(request),
    watchDeliveries(watchOptions = {}) {
      return watchDeliveries(feeds.of(watchOptions.appointmentId), watchOptions, closing.signal);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function tokenSource(token: BelltowerOptions['token']): TokenSource {
  return async (forceRefresh) => (typeof token === 'string' ? token : token(forceRefresh));
}
