/** Entries as the ledger's rows, and back. */

import { isDeepStrictEqual } from 'node:util';

import { type ChannelName, type DeliveryKind, limits, storableText } from '@belltower/events';
import type { LedgerEntry, LedgerState, Report } from './entry.ts';
import type { LedgerWrite } from './ledger.ts';

/** A row of `delivery`, as JSON. */
export interface DeliveryRow {
  readonly event_id: string;
  readonly channel: ChannelName;
  readonly delivery_id: string;
  readonly appointment_id: string;
  readonly kind: DeliveryKind;
  readonly sequence: number;
  readonly state: LedgerState;
  readonly claim: string;
  readonly owner: string;
  readonly attempts: number;
  readonly refusals: number;
  readonly scheduled: number;
  readonly in_doubt: number;
  readonly reconciling: boolean;
  readonly queued_at: string;
  readonly handed_over_at: string | null;
  readonly next_attempt_at: string | null;
  readonly address: string | null;
  readonly retry_event_id: string | null;
  readonly provider: string | null;
  readonly provider_message_id: string | null;
  readonly reports: readonly StoredReport[];
}

/** Up to 0.1 a report did not say what was known of the provider. */
type StoredReport = Omit<Report, 'provider' | 'providerMessageId'> &
  Partial<Pick<Report, 'provider' | 'providerMessageId'>>;

/** The longest address that is kept, in characters. */
const LONGEST_ADDRESS = 320;

/** An address as the ledger's columns hold it. */
export function storableAddress(address: string): string {
  return storableText(address, LONGEST_ADDRESS);
}

/** A write as the statement takes it. */
export function rowOfWrite({ from, to, takesOver = false }: LedgerWrite): DeliveryRow & Record<string, unknown> {
  return {
    from_claim: from?.claim ?? null,
    from_state: from?.state ?? null,
    takes_over: takesOver,
    event_id: to.eventId,
    channel: to.channel,
    delivery_id: to.deliveryId,
    appointment_id: to.appointmentId,
    kind: to.kind,
    sequence: to.sequence,
    state: to.state,
    claim: to.claim,
    owner: to.owner,
    attempts: to.attempts,
    refusals: to.refusals,
    scheduled: to.scheduled,
    in_doubt: to.inDoubt,
    reconciling: to.reconciling,
    queued_at: to.queuedAt.toISOString(),
    handed_over_at: to.sendStartedAt?.toISOString() ?? null,
    next_attempt_at: to.nextAttemptAt?.toISOString() ?? null,
    address: textOrNull(to.address, LONGEST_ADDRESS),
    retry_event_id: to.retryEventId,
    provider: textOrNull(to.provider, limits.provider),
    provider_message_id: textOrNull(to.providerMessageId, limits.providerMessageId),
    reports: to.reports,
  };
}

/** An entry as its row has it. */
export function entryOfRow(row: DeliveryRow): LedgerEntry {
  const dateOrNull = (text: string | null) => (text === null ? null : new Date(text));
  return {
    eventId: row.event_id,
    channel: row.channel,
    deliveryId: row.delivery_id,
    appointmentId: row.appointment_id,
    kind: row.kind,
    sequence: row.sequence,
    state: row.state,
    claim: row.claim,
    owner: row.owner,
    attempts: row.attempts,
    refusals: row.refusals,
    scheduled: row.scheduled,
    inDoubt: row.in_doubt,
    reconciling: row.reconciling,
    queuedAt: new Date(row.queued_at),
    sendStartedAt: dateOrNull(row.handed_over_at),
    nextAttemptAt: dateOrNull(row.next_attempt_at),
    address: row.address,
    retryEventId: row.retry_event_id,
    provider: row.provider,
    providerMessageId: row.provider_message_id,
    reports: row.reports.map((report) => ({
      status: report.status,
      attempt: report.attempt,
      occurredAt: report.occurredAt,
      provider: textOrNull(report.provider === undefined ? row.provider : report.provider, limits.provider),
      providerMessageId: textOrNull(
        report.providerMessageId === undefined ? idOfAttempt(row, report) : report.providerMessageId,
        limits.providerMessageId,
      ),
      error: report.error,
      nextAttemptAt: report.nextAttemptAt,
      ...(report.retryEventId !== undefined && { retryEventId: report.retryEventId }),
      ...(report.contentHash !== undefined && { contentHash: report.contentHash }),
    })),
  };
}

function textOrNull(text: string | null, most: number): string | null {
  return text === null ? null : storableText(text, most);
}

function idOfAttempt(row: DeliveryRow, { attempt }: StoredReport): string | null {
  return attempt === row.attempts ? row.provider_message_id : null;
}

/** Whether what the ledger holds is what this write would have made of it, in every field. */
export function isResultOf(write: LedgerWrite, found: LedgerEntry): boolean {
  return isDeepStrictEqual(entryOfRow(rowOfWrite(write)), found);
}
