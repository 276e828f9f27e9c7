import { type DeskFilter, inputOf } from './filter.ts';

/** The columns that an export can have, as the server names them, and what people call them. */
export const EXPORT_COLUMNS = {
  reference: 'Reference',
  customerName: 'Name',
  title: 'Title',
  location: 'Place',
  appointmentTime: 'Time of the appointment',
  channel: 'Channel',
  kind: 'Message',
  recipient: 'Address or number',
  status: 'Status',
  attempts: 'Attempts',
  errorCode: 'Reason',
  errorMessage: 'Reason in words',
  nextAttemptAt: 'Next attempt',
  acknowledgedBy: 'Seen to by',
  acknowledgedAt: 'Seen to at',
  acknowledgementNote: 'Note',
  createdAt: 'Booked at',
  updatedAt: 'Last changed at',
  id: 'Id of the delivery',
  appointmentId: 'Id of the appointment',
  userId: 'Id of the customer',
  provider: 'Provider',
  providerMessageId: 'Id at the provider',
} as const;

/** One of them. */
export type ExportColumn = keyof typeof EXPORT_COLUMNS;

/** Those that are chosen to begin with. */
export const USUAL_COLUMNS: readonly ExportColumn[] = [
  ...(['reference', 'customerName', 'title', 'appointmentTime', 'channel', 'kind', 'recipient', 'status'] as const),
  ...(['errorCode', 'acknowledgedBy', 'acknowledgementNote', 'createdAt', 'updatedAt'] as const),
];

/** Where the export of what a filter shows is; columns in the order they are offered in. */
export function exportPath(
  filter: DeskFilter,
  { zone, columns, now }: { zone: string; columns: readonly ExportColumn[]; now: Date },
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(inputOf(filter, now))) {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    params.set(name, String(value));
  }
  const names = Object.keys(EXPORT_COLUMNS) as ExportColumn[];
  params.set('orderBy', filter.order);
  params.set('timeZone', zone);
  params.set('columns', names.filter((name) => columns.includes(name)).join(','));
  return `/export/deliveries.csv?${params}`;
}
