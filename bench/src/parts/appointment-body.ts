/** What one booking asks: the same of everybody. */
const input = {
  time: new Date(Date.now() + 24 * 3_600_000).toISOString(),
  timeZone: 'Europe/Vienna',
  title: 'Dental check-up',
  location: 'Ringstrasse 1, Vienna',
  email: 'guest@example.com',
  phone: '+15555550123',
  notify: { email: true, sms: true },
};
const query =
  'mutation Book($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id } } }';

/** With both channels. */
export const appointmentBody = { query, variables: { input } };

/** With a mail alone. */
export const mailBody = { query, variables: { input: { ...input, phone: null, notify: { email: true, sms: false } } } };
