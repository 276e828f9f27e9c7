/** The rule of moves and cancellations: validates (change-input), decides and writes (change-batch) under the appointment's sequence. */

import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Caller } from '../auth/caller.ts';
import { RequestError } from '../request-error.ts';
import type { ChangeKind } from './appointment-change.ts';
import type { EventSettings } from './appointment-created.ts';
import { type ChangeResult, createChangeBatch } from './change-batch.ts';
import type { ChangeInput } from './change-input.ts';
import { isCountryIssue } from './new-appointment.ts';
import { type PlanSettings, planChange } from './plan-change.ts';
import { BeyondQuota, type QuotaKind } from './quota.ts';

/** Moves and cancels appointments. */
export interface Changes {
  /**
   * Changes an appointment, and queues the messages of it. A repeat with the same idempotency key changes nothing more, and
   * resolves with the appointment as it is. `traceparent`: the trace that the request belongs to, if any; its event carries it on.
   *
   * @throws {RequestError} BAD_USER_INPUT, NOT_FOUND, CONFLICT, RATE_LIMITED
   */
  change(kind: ChangeKind, input: unknown, caller: Caller, traceparent?: string): Promise<ChangeResult>;
}

/** Every outcome of a change, as they are counted. `failed`: nothing was written. */
export const changeOutcomes = ['rescheduled', 'cancelled', 'unchanged', 'repeated', 'conflict', 'failed'] as const;

/** What changing needs. */
export interface ChangesOptions extends PlanSettings {
  fork(): EntityManager;
  readonly input: ChangeInput;
  readonly log: Logger;
  /** Resolves with what of the installation events have. @default nothing */
  eventSettings?(): Promise<EventSettings>;
  /** Reads an input when its turn has come, as for a booking. @default at once */
  inTurn?<T>(read: () => T): Promise<T>;
  /** Called when events were committed, with how many reminders were planned by them. */
  onCommitted(planned: number): void;
  /** Called with the outcome of each request that came to the database. */
  onOutcome?(outcome: (typeof changeOutcomes)[number]): void;
  /** Called with the limit that a request was refused by. */
  onLimited?(limit: QuotaKind | 'country'): void;
}

/** Makes the one rule of changes; it is the same for every transport. */
export function createChanges(options: ChangesOptions): Changes {
  const { fork, input: checks, log, onCommitted, onOutcome = () => {}, onLimited = () => {} } = options;
  const { eventSettings = async () => ({}), inTurn = async (read) => read() } = options;
  const batch = createChangeBatch({ fork, onCommitted, plan: (request, row) => planChange(request, row, options) });

  function count(error: unknown): void {
    if (error instanceof BeyondQuota) onLimited(error.kind);
    else if (!(error instanceof RequestError)) onOutcome('failed');
    else if (error.code === 'CONFLICT') onOutcome('conflict');
    else if (error.issues.some(isCountryIssue)) onLimited('country');
  }

  return {
    async change(kind, input, caller, traceparent) {
      const wanted = await inTurn(() => checks.read(kind, input, caller.role === 'staff'));
      const result = await batch
        .change({ wanted, caller, traceparent, settings: await eventSettings() })
        .catch((error: unknown) => {
          count(error);
          throw error;
        });
      onOutcome(result.outcome);
      const { id, sequence } = result.appointment;
      log.info({ appointment_id: id, sequence, outcome: result.outcome }, 'appointment changed');
      return result;
    },
  };
}
