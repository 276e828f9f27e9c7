import type { NewRecord } from '@belltower/event-log';
import { type Reported, statusRecord } from '../../../server/testing/status-events.ts';

export { foreignDelivery, type Reported, statusRecord } from '../../../server/testing/status-events.ts';

/** The endless statuses of a delivery that its provider keeps putting off: `sending 1`, `retrying 1`, `sending 2`, … */
export function createStatusSequence(delivery: Reported, message = '451 try again later'): () => NewRecord {
  let step = 0;
  return () => {
    const attempt = Math.floor(step / 2) + 1;
    const isSending = step++ % 2 === 0;
    if (isSending) return statusRecord(delivery, 'sending', attempt);
    return statusRecord(delivery, 'retrying', attempt, 'PROVIDER_UNAVAILABLE', message);
  };
}
