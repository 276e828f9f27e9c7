/** Feeds over one live link, which is opened with the first of them. */
import { documents } from './documents.ts';
import { networkError } from './errors.ts';
import type { LiveClient } from './live-client.ts';
import { subscribeResuming } from './subscribe-resuming.ts';
import type { OpenFeed } from './watch-deliveries.ts';

const query = documents.deliveryStatusChanged.toString();

/** The feeds of one client. Disposing closes the link, if there is one. */
export interface LiveFeeds extends AsyncDisposable {
  /** A feed, of one appointment or of all, that begins once the link is there. */
  of(appointmentId: string | undefined): OpenFeed;
}

/** Creates the feeds. @param open opens the link; rejects where there is no WebSocket class */
export function createLiveFeeds(open: () => Promise<LiveClient>): LiveFeeds {
  let live: Promise<LiveClient> | undefined;
  return {
    of(appointmentId) {
      return (after, sink) => {
        let stop: (() => void) | 'early' | undefined;
        live ??= open();
        live.then(
          (client) => {
            if (stop === 'early') return;
            const operation = { query, variables: { appointmentId, after } };
            stop = subscribeResuming(client, operation, (data) => data.deliveryStatusChanged.cursor, sink);
          },
          (cause: unknown) => {
            live = undefined;
            sink.error(
              networkError('NETWORK', 'There is no WebSocket here: on Node 20, install the package ws.', {
                retryable: false,
                cause,
              }),
            );
          },
        );
        return () => {
          if (typeof stop === 'function') stop();
          else stop = 'early';
        };
      };
    },
    async [Symbol.asyncDispose]() {
      const client = await live?.catch(() => undefined);
      await client?.[Symbol.asyncDispose]();
    },
  };
}
