/**
 * Promise: a retry that is answered is committed with its event and the correction of its appointment's address, and of two callers
 * who request it at once one is refused.
 */
import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Caller } from '../auth/caller.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import type { ConflictReason } from '../generated/resolvers.ts';
import { writeEvents } from '../outbox/write-events.ts';
import { badInput, conflict, RequestError } from '../request-error.ts';
import { Acknowledgement } from './acknowledgement.ts';
import { type AcceptedCorrection, decideCorrection, lockAppointments, storeCorrections } from './correct-address.ts';
import { Delivery, type DeliveryRow } from './delivery.ts';
import { correctedSince, loadKnownAttempts } from './known-attempts.ts';
import { lockDeliveries } from './lock-deliveries.ts';
import { RetryHistory, type RetryHistoryRow, withRetry } from './retry-history.ts';
import { createRetryInput, type RetryInput, type WantedRetry } from './retry-input.ts';
import { RetryRequest, type RetryRequestRow, retryAfter, retryRequestedOf } from './retry-request.ts';

/** A delivery that is not sent again. */
interface RefusedRetry {
  readonly id: string;
  readonly code: 'NOT_FOUND' | 'CONFLICT';
  /** Of a conflict. */
  readonly reason: ConflictReason | null;
}

/** What became of several retries. */
export interface Retried {
  /** In the order of the request. */
  readonly deliveries: readonly DeliveryRow[];
  readonly refused: readonly RefusedRetry[];
}

/**
 * Sends failed deliveries again. The transport checks that the caller is staff. `traceparent`: the trace that
 * the request belongs to, if any; its events carry it on.
 */
export interface Retries {
  /** @throws {RequestError} BAD_USER_INPUT, NOT_FOUND, CONFLICT */
  retry(input: unknown, caller: Caller, traceparent?: string): Promise<DeliveryRow>;
  /**
   * All of them in one transaction; a repeated id counts once.
   *
   * @throws {RequestError} BAD_USER_INPUT
   */
  retryAll(ids: readonly string[], caller: Caller, traceparent?: string): Promise<Retried>;
}

/** What retrying needs. */
export interface RetriesOptions {
  fork(): EntityManager;
  readonly log: Logger;
  readonly input?: RetryInput;
  /** Called with the number of retries whose events were committed. */
  onCommitted?(retries: number): void;
  readonly now?: () => Date;
}

/** The retries of one request, and its caller. */
interface RetryBatch {
  readonly wanted: readonly WantedRetry[];
  readonly caller: Caller;
  readonly traceparent: string | undefined;
}

/** A retry that is written. `queued` is the delivery with its `changes`. */
interface AcceptedRetry {
  readonly queued: DeliveryRow;
  readonly changes: Partial<DeliveryRow>;
  readonly request: RetryRequestRow;
  readonly history: RetryHistoryRow;
  /** Null: the appointment's address stays. */
  readonly correction: AcceptedCorrection | null;
}

/** How many may be requested at once. */
const MOST = 100;

/** Makes the one rule for retries. */
export function createRetries(options: RetriesOptions): Retries {
  const { fork, log, input: checks = createRetryInput(), onCommitted = () => {}, now = () => new Date() } = options;

  async function retryIn(tx: EntityManager, { wanted, caller, traceparent }: RetryBatch): Promise<Retried> {
    const at = now();
    const ids = wanted.map(({ id }) => id).filter(isUuid);
    const found = await lockDeliveries(tx, ids);
    const kept = new Set(wanted.flatMap(({ id, keepForAppointment }) => (keepForAppointment ? id.toLowerCase() : [])));
    await lockAppointments(
      tx,
      [...found.values()].filter(({ id }) => kept.has(id)),
    );
    const requests = asRows(await tx.find(RetryRequest, { deliveryId: { $in: ids } }, { disableIdentityMap: true }));
    const pendingOf = new Map(requests.map((request) => [request.deliveryId, request]));
    const knownOf = await loadKnownAttempts(tx, [...found.values()]);
    const refused: Retried['refused'][number][] = [];
    const accepted: AcceptedRetry[] = [];
    for (const { id, email, phone, keepForAppointment } of wanted) {
      const delivery = found.get(id.toLowerCase());
      if (delivery === undefined) {
        refused.push({ id, code: 'NOT_FOUND', reason: null });
        continue;
      }
      refuseOtherChannel(delivery, { email, phone });
      const known = knownOf(delivery);
      const afterAttempt = known.superseded
        ? 'SUPERSEDED'
        : retryAfter(delivery, pendingOf.get(delivery.id) ?? null, at);
      if (typeof afterAttempt === 'string') {
        refused.push({ id, code: 'CONFLICT', reason: afterAttempt });
        continue;
      }
      const request = {
        deliveryId: delivery.id,
        eventId: randomUUIDv7(),
        afterAttempt,
        requestedBy: caller.sub,
        requestedAt: at,
        address: (delivery.channel === 'email' ? email : phone) ?? correctedSince(delivery, known),
      };
      const { history, retryEventId } = withRetry(delivery, request, known);
      const changes = { ...queuedAgain(afterAttempt + 1, at), retryEventId };
      const correction = keepForAppointment ? decideCorrection(delivery, history, known) : null;
      accepted.push({ queued: { ...delivery, ...changes }, changes, request, history, correction });
    }
    await store(tx, accepted, traceparent);
    return { deliveries: accepted.map(({ queued }) => queued), refused };
  }

  async function retryAll(batch: RetryBatch): Promise<Retried> {
    const retried = await fork().transactional((tx) => retryIn(tx, batch));
    for (const { id, attempts } of retried.deliveries) {
      log.info({ delivery_id: id, attempt: attempts }, 'retry requested');
    }
    if (retried.deliveries.length > 0) onCommitted(retried.deliveries.length);
    return retried;
  }

  return {
    async retry(input, caller, traceparent) {
      const { deliveries, refused } = await retryAll({ wanted: [checks.parse(input)], caller, traceparent });
      const [delivery] = deliveries;
      if (delivery !== undefined) return delivery;
      const reason = refused[0]?.reason ?? null;
      throw reason === null ? new RequestError('NOT_FOUND', 'There is no such delivery') : conflict(reason);
    },
    async retryAll(ids, caller, traceparent) {
      if (ids.length > MOST) {
        throw badInput([{ path: ['ids'], code: 'TOO_LONG', message: `must be at most ${MOST}` }]);
      }
      const plain = { email: null, phone: null, keepForAppointment: false };
      const wanted = new Map(ids.map((id) => [id.toLowerCase(), { id, ...plain }]));
      return await retryAll({ wanted: [...wanted.values()], caller, traceparent });
    },
  };
}

/** An address for another channel would be left unused in silence. */
function refuseOtherChannel({ channel }: DeliveryRow, { email, phone }: Pick<WantedRetry, 'email' | 'phone'>): void {
  if (channel === 'email' && phone !== null) {
    const message = 'must not be given: this delivery goes by e-mail';
    throw badInput([{ path: ['input', 'phone'], code: 'NOT_APPLICABLE', message }]);
  }
  if (channel === 'sms' && email !== null) {
    const message = 'must not be given: this delivery goes by SMS';
    throw badInput([{ path: ['input', 'email'], code: 'NOT_APPLICABLE', message }]);
  }
}

/** What a retry changes in its delivery. */
function queuedAgain(attempts: number, at: Date) {
  return {
    status: 'queued',
    attempts,
    providerMessageId: null,
    errorCode: null,
    errorMessage: null,
    errorRetryable: null,
    nextAttemptAt: null,
    updatedAt: at,
  } as const satisfies Partial<DeliveryRow>;
}

async function store(
  tx: EntityManager,
  accepted: readonly AcceptedRetry[],
  traceparent: string | undefined,
): Promise<void> {
  if (accepted.length === 0) return;
  for (const { queued, changes } of accepted) await tx.nativeUpdate(Delivery, { id: queued.id }, changes);
  await tx.upsertMany(
    RetryRequest,
    accepted.map(({ request }) => request),
  );
  await tx.insertMany(
    RetryHistory,
    accepted.map(({ history }) => history),
  );
  await storeCorrections(
    tx,
    accepted.flatMap(({ correction }) => correction ?? []),
  );
  await tx.nativeDelete(Acknowledgement, { deliveryId: { $in: accepted.map(({ queued }) => queued.id) } });
  await writeEvents(
    tx,
    accepted.map(({ queued, request }) => retryRequestedOf(request, queued)),
    traceparent,
  );
}
