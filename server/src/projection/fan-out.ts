/** The last step of a batch: what is stored goes to the hub, and into the traces. */
import { setImmediate } from 'node:timers/promises';
import type { LogRecord } from '@belltower/event-log';
import type { Tracer } from '@belltower/support/traces';
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import type { Hub } from '../feed/hub.ts';

/** How many changes are published in one tick of the event loop. */
const SLICE = 250;

/**
 * Publishes the changes of a partition that was read up to `through`. Between slices sockets can write: a large batch must
 * not make every client look slow.
 */
export async function publishInSlices(
  hub: Pick<Hub, 'publish'>,
  partition: number,
  changes: readonly PlacedChange[],
  through: number,
): Promise<void> {
  let at = 0;
  for (; at + SLICE < changes.length; at += SLICE) {
    const slice = changes.slice(at, at + SLICE);
    hub.publish(partition, slice, slice.at(-1)?.position ?? through);
    await setImmediate();
  }
  hub.publish(partition, changes.slice(at), through);
}

/** Adds the last span of each record's trace: its status is stored, and on its way to those who watch. */
export function traceChanges(tracer: Tracer, records: readonly LogRecord[], changes: readonly PlacedChange[]): void {
  const byPosition = new Map(changes.map((change) => [change.position, change]));
  for (const { position, headers, appendedAt } of records) {
    const change = byPosition.get(position);
    if (headers.traceparent === undefined || change === undefined) continue;
    const attributes = { delivery_id: change.deliveryId, channel: change.channel, status: change.status };
    const name = `publish ${change.status}`;
    tracer.start({ name, kind: 'consumer', parent: headers.traceparent, at: appendedAt, attributes }).end();
  }
}
