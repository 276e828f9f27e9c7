import type { DeskRow } from './documents.ts';

/** A row for tests: a failed text message of an appointment here. */
export function aRow(id: string, given: Partial<DeskRow> = {}): DeskRow {
  return {
    id,
    appointmentId: `a-${id}`,
    appointment: {
      id: `a-${id}`,
      reference: 'K7QM-4TXB',
      customerName: 'Ana Gruber',
      title: 'Check-up',
      time: '2030-02-01T10:00:00Z',
      timeZone: 'Europe/Vienna',
      status: 'BOOKED',
      sequence: 0,
    },
    channel: 'SMS',
    kind: 'CONFIRMATION',
    sequence: 0,
    recipient: '+15555550100',
    status: 'FAILED',
    attempts: 1,
    error: { code: 'EXPIRED', message: 'too late' },
    nextAttemptAt: null,
    createdAt: '2030-01-01T10:00:00Z',
    updatedAt: '2030-01-01T10:01:00Z',
    acknowledgement: null,
    ...given,
  };
}
