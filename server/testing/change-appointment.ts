import { type Changes, createChanges } from '../src/appointments/change-appointment.ts';
import { createChangeInput } from '../src/appointments/change-input.ts';
import type { QuotaLimits } from '../src/appointments/quota.ts';
import type { Database } from '../src/db/database.ts';
import { silent } from './with-database.ts';
import type { TestServer } from './with-server.ts';

const FIELDS = `feedCursor appointment { id time timeZone durationMinutes title location status sequence cancelledAt cancelReason
  notify { email sms } history { kind sequence at role by time timeZone durationMinutes title location reason }
  deliveries { id channel kind sequence status } }`;
/** The mutations that change. */
export const MOVE = `mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { ${FIELDS} } }`;
export const CANCEL = `mutation ($input: CancelAppointmentInput!) { cancelAppointment(input: $input) { ${FIELDS} } }`;

/** Moves an appointment over HTTP. */
export const move = (server: TestServer, token: string | null, input: Record<string, unknown>) =>
  server.query(token, MOVE, { input });
/** Cancels one. */
export const cancel = (server: TestServer, token: string | null, input: Record<string, unknown>) =>
  server.query(token, CANCEL, { input });

/** The rule of changes on a database, as another instance of the server has it. */
export function changesOn(
  db: Database,
  { quotas = UNLIMITED, now = () => new Date() }: { readonly quotas?: QuotaLimits; readonly now?: () => Date } = {},
): Changes {
  const rules = { channels: ['email', 'sms'], guestsMayCancel: false, now } as const;
  const input = createChangeInput(rules);
  return createChanges({ fork: db.fork, input, rules, quotas, reminders: NO_REMINDERS, log: silent, onCommitted() {} });
}

const NO_REMINDERS = { rules: [], hours: { firstMinute: 0, lastMinute: 1_439 } };
const UNLIMITED: QuotaLimits = { appointmentsPerHour: 0, messagesPerDay: 0 };
