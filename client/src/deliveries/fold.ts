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

/** What we know of a delivery's way: the steps in their order, the last of which is where it stands. */
export interface Timeline {
  readonly deliveryId: string;
  readonly channel: Channel;
  readonly steps: readonly Step[];
  readonly current: Step;
}

/** All we know, by delivery id. */
export type Timelines = ReadonlyMap<string, Timeline>;

/** A delivery as a query answers it, with as much of its history as was asked for. */
export interface KnownDelivery {
  readonly id: string;
  readonly channel: Channel;
  readonly history: readonly Step[];
}

/** More deliveries than any page shows; what was heard of the longest ago is forgotten beyond it. */
const REMEMBERED = 1_000;
const RANK: Record<DeliveryStatus, number> = { QUEUED: 0, SENDING: 1, RETRYING: 2, SENT: 3, FAILED: 4, DELIVERED: 5 };

/**
 * Takes in changes from the live feed. The order in which changes and histories are taken in makes no difference, nor does
 * taking one in twice: what nothing is new of is answered as the same object.
 */
export function foldChanges(timelines: Timelines, changes: readonly DeliveryStatusChange[]): Timelines {
  return changes.reduce((known, change) => foldSteps(known, change.deliveryId, change.channel, [change]), timelines);
}

/** Takes in what a query answered. */
export function foldHistory(timelines: Timelines, deliveries: readonly KnownDelivery[]): Timelines {
  return deliveries.reduce((known, { id, channel, history }) => foldSteps(known, id, channel, history), timelines);
}

function foldSteps(timelines: Timelines, deliveryId: string, channel: Channel, added: readonly Step[]): Timelines {
  const known = timelines.get(deliveryId);
  const steps = added.reduce(insert, known?.steps ?? []);
  const current = steps.at(-1);
  if (current === undefined || steps === known?.steps) return timelines;
  const next = new Map(timelines).set(deliveryId, { deliveryId, channel, steps, current });
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

/** Where a delivery stands that was answered so: there, or where the feed has told that it is by now. */
export function latestStatus(
  answered: { readonly id: string; readonly status: DeliveryStatus; readonly attempts: number },
  timelines: Timelines,
): DeliveryStatus {
  const told = timelines.get(answered.id)?.current;
  const known = { status: answered.status, attempt: answered.attempts };
  return told !== undefined && compareSteps(known, told) < 0 ? told.status : answered.status;
}

/** Negative when `one` is overtaken by `other` in the contract's order; 0 when they are the same change. */
export function compareSteps(one: Pick<Step, 'status' | 'attempt'>, other: Pick<Step, 'status' | 'attempt'>): number {
  const oneIsLast = one.status === 'DELIVERED';
  const otherIsLast = other.status === 'DELIVERED';
  if (oneIsLast || otherIsLast) return Number(oneIsLast) - Number(otherIsLast);
  return one.attempt - other.attempt || RANK[one.status] - RANK[other.status];
}
