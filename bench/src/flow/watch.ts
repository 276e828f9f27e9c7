/** One subscription to all that staff may see: when each appointment's message was reported as SENT. */
import { openLiveSocket } from '../parts/live-socket.ts';

/** An open subscription. */
export interface Watch extends Disposable {
  /** When SENT came, by appointment, as `performance.now()` has it. */
  readonly sentAt: ReadonlyMap<string, number>;
}

const DOCUMENT = 'subscription { deliveryStatusChanged { appointmentId status occurredAt cursor } }';

/** Subscribes, and resolves when the server has said that it knows the caller. */
export async function watchSent(serverUrl: string, token: string): Promise<Watch> {
  const sentAt = new Map<string, number>();
  const since = Date.now(); // a database of its own, on a log that has what the rounds before sent: that is seen again
  const socket = await openLiveSocket(serverUrl, token);
  socket.on('message', (data) => {
    const text = String(data);
    if (!text.includes('"status":"SENT"')) return;
    const appointmentId = /"appointmentId":"([^"]+)"/.exec(text)?.[1];
    const occurredAt = /"occurredAt":"([^"]+)"/.exec(text)?.[1] ?? '';
    if (appointmentId !== undefined && Date.parse(occurredAt) >= since) sentAt.set(appointmentId, performance.now());
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: DOCUMENT } }));
  return {
    sentAt,
    [Symbol.dispose]() {
      socket.terminate();
    },
  };
}
