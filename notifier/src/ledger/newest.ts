/**
 * What is old is not sent: of each appointment the ledger knows the newest change that it recorded, by whichever topic, partition
 * or instance it came. `statements.ts` has the same rule for the moment of a claim.
 */
import type { DeliveryIdentity } from './entry.ts';

/** The newest change of an appointment. An appointment that has not changed has none. */
export interface Newest {
  readonly sequence: number;
  readonly isCancelled: boolean;
}

/**
 * Whether a delivery is of an older sequence than the newest one, or reminds of an appointment that is cancelled. Of two events
 * with the same sequence, neither makes the other old.
 */
export function isOutdated({ kind, sequence }: Pick<DeliveryIdentity, 'kind' | 'sequence'>, newest: Newest): boolean {
  return sequence < newest.sequence || (newest.isCancelled && kind === 'reminder' && sequence === newest.sequence);
}
