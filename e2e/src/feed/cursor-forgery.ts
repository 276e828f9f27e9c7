import { createHmac } from 'node:crypto';
import type { Query } from '@belltower/dev/query';

/** What a cursor is made to say; see `server/src/feed/cursor.ts`. */
export interface Wanted {
  readonly epoch: string;
  readonly position: number;
  readonly appointmentId: string;
  readonly customer: string;
}

/** Signs a cursor with the servers' own key: for cursors that were genuine once, or will be. */
export async function signCursor(query: Query, { epoch, position, appointmentId, customer }: Wanted): Promise<string> {
  const [key] = await query<{ secret: string }>('select secret from server.feed_key order by id desc limit 1');
  const body = `a ${epoch} ${position.toString(36)}`;
  const bound = `${body}\0deliveryStatusChanged\0${appointmentId}\0customer ${customer}`;
  const signature = createHmac('sha256', Buffer.from(key?.secret ?? '', 'hex'))
    .update(bound)
    .digest('base64url');
  return `${Buffer.from(body).toString('base64url')}.${signature.slice(0, 22)}`;
}
