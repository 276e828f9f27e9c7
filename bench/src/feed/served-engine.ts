/** What the process that started an engine of the live feed asks of it while it is measured. */
import { randomUUID } from 'node:crypto';
import { serve } from '../parts/serve.ts';

/** Changes that happen in one turn: to everybody who watches, to one customer's own stream, or of one appointment. */
export interface EngineOrder {
  readonly count: number;
  readonly user?: string;
  readonly appointment?: string;
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
  readonly appointmentId: string;
  readonly attempt: number;
}

/** A change as the peers send it, but for what changes: as long as the one that ours sends. */
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
  serve(engine.url, {
    listeners: () => engine.listeners(),
    publish({ count, user = 'nobody', appointment = changeOfPeers.appointmentId }: EngineOrder) {
      for (let n = 0; n < count; n++) engine.publish({ userId: user, appointmentId: appointment, attempt: ++attempt });
    },
  });
}
