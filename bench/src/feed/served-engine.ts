/** What the process that started an engine of the live feed asks of it while it is measured. */
import { randomUUID } from 'node:crypto';

/** A change that happens: to everybody who watches, or to one customer's own stream. */
export interface EngineOrder {
  readonly feed: 'publish' | 'listeners';
  readonly count: number;
  readonly user: string | null;
}

/** How many listen. */
export interface EngineAnswer {
  readonly feed: 'listeners';
  readonly listeners: number;
}

/** An engine in its own process. */
export interface ServedEngine {
  readonly url: string;
  listeners(): number;
  publish(change: EngineChange): void;
}

/** One change, in the peers' terms. */
export interface EngineChange {
  readonly userId: string;
  readonly attempt: number;
}

/** A change as the peers send it, without its user and its number: as long as the one that ours sends. */
export const changeOfPeers = {
  cursor: 'x'.repeat(80),
  replayed: false,
  deliveryId: randomUUID(),
  appointmentId: randomUUID(),
  channel: 'EMAIL',
  status: 'SENDING',
  error: { code: 'PROVIDER_UNAVAILABLE', message: '451 try again later', retryable: true },
  nextAttemptAt: null,
  occurredAt: '2026-02-13T17:00:01.250Z',
};

/** Serves an engine to its parent. */
export function serveEngine(engine: ServedEngine): void {
  let attempt = 0;
  process.on('message', (order: Partial<EngineOrder>) => {
    if (order.feed === 'listeners') {
      process.send?.({ feed: 'listeners', listeners: engine.listeners() } satisfies EngineAnswer);
    } else if (order.feed === 'publish') {
      for (let n = 0; n < (order.count ?? 0); n++)
        engine.publish({ userId: order.user ?? 'nobody', attempt: ++attempt });
    }
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ peer: 'ready', url: engine.url });
}
