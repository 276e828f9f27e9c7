/**
 * Promise: a retry that is answered is committed with its event, and of two callers who request it at once one is refused.
 */
import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Caller } from '../auth/caller.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { writeEvents } from '../outbox/write-events.ts';
import { badInput, RequestError } from '../request-error.ts';
import { Acknowledgement } from './acknowledgement.ts';
import { Delivery, type DeliveryRow } from './delivery.ts';
import { lockDeliveries } from './lock-deliveries.ts';
import { createRetryInput, type RetryInput, type WantedRetry } from './retry-input.ts';
import { RetryRequest, type RetryRequestRow, retryAfter, retryRequestedOf } from './retry-request.ts';

/** What became of several retries. */
export interface Retried {
  /** In the order of the request. */
  readonly deliveries: readonly DeliveryRow[];
  readonly refused: readonly { readonly id: string; readonly code: 'NOT_FOUND' | 'CONFLICT' }[];
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

/** How many may be requested at once. */
const MOST = 100;

/** Makes the one rule for retries. */
export function createRetries(options: RetriesOptions): Retries {
  const { fork, log, input: checks = createRetryInput(), onCommitted = () => {}, now = () => new Date() } = options;

  async function retryIn(tx: EntityManager, { wanted, caller, traceparent }: RetryBatch): Promise<Retried> {
    const at = now();
    const ids = wanted.map(({ id }) => id).filter(isUuid);
    const found = await lockDeliveries(tx, ids);
    const requests = asRows(await tx.find(RetryRequest, { deliveryId: { $in: ids } }, { disableIdentityMap: true }));
    const pendingOf = new Map(requests.map((request) => [request.deliveryId, request]));
    const refused: Retried['refused'][number][] = [];
    const accepted: { queued: DeliveryRow; request: RetryRequestRow }[] = [];
    for (const { id, email, phone } of wanted) {
      const delivery = found.get(id.toLowerCase());
      if (delivery === undefined) {
        refused.push({ id, code: 'NOT_FOUND' });
        continue;
      }
      refuseOtherChannel(delivery, { email, phone });
      const afterAttempt = retryAfter(delivery, pendingOf.get(delivery.id) ?? null, at);
      if (afterAttempt === null) {
        refused.push({ id, code: 'CONFLICT' });
        continue;
      }
      const request = {
        deliveryId: delivery.id,
        eventId: randomUUIDv7(),
        afterAttempt,
        requestedBy: caller.sub,
        requestedAt: at,
        address: delivery.channel === 'email' ? email : phone,
      };
      accepted.push({ queued: queuedAgain(delivery, afterAttempt + 1, at), request });
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
      throw refused[0]?.code === 'NOT_FOUND'
        ? new RequestError('NOT_FOUND', 'There is no such delivery')
        : new RequestError('CONFLICT', 'It is not FAILED, or a retry was requested already');
    },
    async retryAll(ids, caller, traceparent) {
      if (ids.length > MOST) throw badInput([{ path: ['ids'], message: `must be at most ${MOST}` }]);
      const wanted = new Map(ids.map((id) => [id.toLowerCase(), { id, email: null, phone: null }]));
      return await retryAll({ wanted: [...wanted.values()], caller, traceparent });
    },
  };
}

/** An address for another channel would be left unused in silence. */
function refuseOtherChannel({ channel }: DeliveryRow, { email, phone }: Omit<WantedRetry, 'id'>): void {
  if (channel === 'email' && phone !== null) {
    throw badInput([{ path: ['input', 'phone'], message: 'must not be given: this delivery goes by e-mail' }]);
  }
  if (channel === 'sms' && email !== null) {
    throw badInput([{ path: ['input', 'email'], message: 'must not be given: this delivery goes by SMS' }]);
  }
}

function queuedAgain(delivery: DeliveryRow, attempts: number, at: Date): DeliveryRow {
  return {
    ...delivery,
    status: 'queued',
    attempts,
    providerMessageId: null,
    errorCode: null,
    errorMessage: null,
    errorRetryable: null,
    nextAttemptAt: null,
    updatedAt: at,
  };
}

async function store(
  tx: EntityManager,
  accepted: readonly { readonly queued: DeliveryRow; readonly request: RetryRequestRow }[],
  traceparent: string | undefined,
): Promise<void> {
  if (accepted.length === 0) return;
  for (const { queued } of accepted) {
    const { status, attempts, providerMessageId, errorCode, errorMessage, errorRetryable, nextAttemptAt, updatedAt } =
      queued;
    await tx.nativeUpdate(
      Delivery,
      { id: queued.id },
      { status, attempts, providerMessageId, errorCode, errorMessage, errorRetryable, nextAttemptAt, updatedAt },
    );
  }
  await tx.upsertMany(
    RetryRequest,
    accepted.map(({ request }) => request),
  );
  await tx.nativeDelete(Acknowledgement, { deliveryId: { $in: accepted.map(({ queued }) => queued.id) } });
  await writeEvents(
    tx,
    accepted.map(({ queued, request }) => retryRequestedOf(request, queued)),
    traceparent,
  );
}
