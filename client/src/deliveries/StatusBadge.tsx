import type { DeliveryStatus } from '../generated/graphql.ts';
import { STATUS_NAMES } from './words.ts';

/** A status as a coloured word. */
export function StatusBadge({ status }: { status: DeliveryStatus }) {
  return (
    <span className="badge" data-status={status}>
      {STATUS_NAMES[status]}
    </span>
  );
}
