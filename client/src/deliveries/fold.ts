import type { Channel, DeliveryStatus } from '../generated/graphql.ts';
import type { DeliveryStatusChange } from './documents.ts';

/** One thing that happened to a delivery. */
export interface Step {
  readonly status: DeliveryStatus;
  /** Counted from 1. */
  readonly attempt: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly nextAttemptAt: string | null;
  readonly occurredAt: string;
}

/** A delivery's known steps in their order; the last one is its present status. */
export interface Timeline {
  readonly deliveryId: string;
  /** Null while only a query has answered it. */
  readonly appointmentId: string | null;
  readonly channel: Channel;
  readonly steps: readonly Step[];
  readonly current: Step;
}

/** All we know, by delivery id. */
export type Timelines = ReadonlyMap<string, Timeline>;

/** A delivery as a query answers it, with as much of its history as was selected. */
export interface KnownDelivery {
  readonly id: string;
  readonly channel: Channel;
  readonly history: readonly Step[];
}

/** More deliveries than any page shows; beyond it the delivery that changed longest ago is dropped. */
const REMEMBERED = 1_000;
const RANK: Record<DeliveryStatus, number> = {
  QUEUED: 0,
  SENDING: 1,
  RETRYING: 2,
  SENT: 3,
  FAILED: 4,
  SKIPPED: 4,
  DELIVERED: 5,
};

/**
 * Adds changes from the live feed. The order of changes and histories makes no difference, nor do repeats; without news
 * the same object is returned.
 */
export function foldChanges(timelines: Timelines, changes: readonly DeliveryStatusChange[]): Timelines {
  return changes.reduce((known, change) => foldSteps(known, change, [change]), timelines);
}

/** Adds the histories that a query answered. */
export function foldHistory(timelines: Timelines, deliveries: readonly KnownDelivery[]): Timelines {
  return deliveries.reduce(
    (known, { id, channel, history }) =>
      foldSteps(known, { deliveryId: id, channel, appointmentId: known.get(id)?.appointmentId ?? null }, history),
    timelines,
  );
}

function foldSteps(
  timelines: Timelines,
  { deliveryId, channel, appointmentId }: Pick<Timeline, 'deliveryId' | 'channel' | 'appointmentId'>,
  added: readonly Step[],
): Timelines {
  const known = timelines.get(deliveryId);
  const steps = added.reduce(insert, known?.steps ?? []);
  const current = steps.at(-1);
  if (current === undefined || steps === known?.steps) return timelines;
  const next = new Map(timelines).set(deliveryId, { deliveryId, appointmentId, channel, steps, current });
  const [oldest] = next.keys();
  if (next.size > REMEMBERED && oldest !== undefined) next.delete(oldest);
  return next;
}

/** The contract's order of the changes of one delivery: by attempt, then by rank; delivered is last, and once. */
function insert(steps: readonly Step[], step: Step): readonly Step[] {
  const place = steps.findLastIndex((other) => compareSteps(other, step) <= 0);
  const before = steps[place];
  if (before !== undefined && compareSteps(before, step) === 0) return steps;
  const { status, attempt, error, nextAttemptAt, occurredAt } = step;
  return steps.toSpliced(place + 1, 0, { status, attempt, error, nextAttemptAt, occurredAt });
}

/** The status of a delivery that a query answered, unless the feed has sent a later one. */
export function latestStatus(
  answered: { readonly id: string; readonly status: DeliveryStatus; readonly attempts: number },
  timelines: Timelines,
): DeliveryStatus {
  const watched = timelines.get(answered.id)?.current;
  const known = { status: answered.status, attempt: answered.attempts };
  return watched !== undefined && compareSteps(known, watched) < 0 ? watched.status : answered.status;
}

/** Negative when `one` is overtaken by `other` in the contract's order; 0 when they are the same change. */
export function compareSteps(one: Pick<Step, 'status' | 'attempt'>, other: Pick<Step, 'status' | 'attempt'>): number {
  const oneIsLast = one.status === 'DELIVERED';
  const otherIsLast = other.status === 'DELIVERED';
  if (oneIsLast || otherIsLast) return Number(oneIsLast) - Number(otherIsLast);
  return one.attempt - other.attempt || RANK[one.status] - RANK[other.status];
}
