import type { AddressCorrectionRow } from '../deliveries/address-correction.ts';
import type { ReminderRow } from '../reminders/reminder.ts';
import type { AppointmentChangeRow } from './appointment-change.ts';

/** What the events of an appointment are made again of, besides its row: all in order. */
export interface AppointmentRecords {
  readonly changes: readonly AppointmentChangeRow[];
  readonly corrections: readonly AddressCorrectionRow[];
}

/** The same, with its reminders. */
export interface RecordsWithReminders extends AppointmentRecords {
  readonly reminders: readonly ReminderRow[];
}
