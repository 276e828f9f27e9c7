/** An operation for a tab, with its variables as JSON text. */
export interface ExampleTab {
  readonly query: string;
  readonly variables: string;
}

/** An hour tomorrow, so that the example books without changes. */
function tomorrow(now: Date): string {
  const day = new Date(now.getTime() + 24 * 60 * 60_000).toISOString().slice(0, 10);
  return `${day}T15:00:00Z`;
}

/** Cannot be reached: by Twilio's test numbers, and by the simulator of `npm start`. */
const UNREACHABLE = '+15005550001';

/** The way of a booking, tab by tab, each to be run as it is, with what the answers before have said in its variables: book it, watch it, resume the watch from a cursor, look, move it, cancel it, and send again what failed. */
export function exampleTabs(now: Date): ExampleTab[] {
  return [
    {
      query: `# 1. Book an appointment. Press Ctrl-Enter.
# The other tabs take its id and feedCursor from the answer by themselves: run them one after the other. The second
# appointment has a number that cannot be reached, so that the seventh tab has something to send again.
mutation Book($input: CreateAppointmentInput!, $unreachable: CreateAppointmentInput!) {
  createAppointment(input: $input) {
    appointment { id time sequence deliveries { id channel status } }
    feedCursor
  }
  unreachable: createAppointment(input: $unreachable) {
    appointment { id deliveries { id channel status } }
  }
}
`,
      variables: json({
        input: {
          title: 'Dental check-up',
          time: tomorrow(now),
          timeZone: 'Europe/Vienna',
          email: 'ana@example.com',
          phone: '+15555550123',
          notify: { email: true, sms: true },
        },
        unreachable: {
          title: 'Check-up, out of reach',
          time: tomorrow(now),
          phone: UNREACHABLE,
          notify: { sms: true },
        },
      }),
    },
    {
      query: `# 2. Watch deliveries: first as they are, then as they change.
# With an appointmentId, as here, only that one's; with null, all. Every result shows the newest change.
subscription Watch($appointmentId: ID) {
  deliveryStatusChanged(appointmentId: $appointmentId) {
    cursor replayed channel status attempt error { code message } occurredAt
  }
}
`,
      variables: json({ appointmentId: '{{appointmentId}}' }),
    },
    {
      query: `# 3. Resume: everything after a cursor, then what happens now. The cursor is that of a change you
# received, or a booking's feedCursor with its appointmentId.
subscription Resume($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {
    cursor replayed channel status attempt occurredAt
  }
}
`,
      variables: json({ appointmentId: '{{appointmentId}}', after: '{{feedCursor}}' }),
    },
    {
      query: `# 4. Look around.
query Look {
  me { id role }
  appointments(first: 5) {
    nodes { id title time status sequence deliveries { channel kind status history { status attempt occurredAt } } }
  }
  failures: deliveries(first: 5, filter: { open: true }) {
    nodes { id channel error { code message } }
  }
  feedCursor
}
`,
      variables: '',
    },
    {
      query: `# 5. Move the appointment: its id, and what changes. What is left out stays; null removes a title or a place.
# With expectedSequence the move is refused when it was changed meanwhile.
mutation Move($input: RescheduleAppointmentInput!) {
  rescheduleAppointment(input: $input) {
    appointment {
      time location status sequence
      history { kind sequence at time location }
      deliveries { channel kind sequence status }
    }
    feedCursor
  }
}
`,
      variables: json({
        input: {
          id: '{{appointmentId}}',
          time: tomorrow(now).replace('T15', 'T16'),
          location: 'Room 2',
          expectedSequence: '{{sequence}}',
        },
      }),
    },
    {
      query: `# 6. Cancel it, for good. Messages that wait and show what was are SKIPPED: watch that in the second tab.
mutation Cancel($input: CancelAppointmentInput!) {
  cancelAppointment(input: $input) {
    appointment { status sequence cancelledAt cancelReason deliveries { channel kind sequence status } }
    feedCursor
  }
}
`,
      variables: json({
        input: { id: '{{appointmentId}}', reason: 'The dentist is ill', notify: { email: true, sms: true } },
      }),
    },
    {
      query: `# 7. Send a failed delivery again, for staff: that of the second appointment of the first tab, to another number.
# Leave phone and email out to send it to where it failed. Watch it in the second tab.
mutation Retry($input: RetryDeliveryInput!) {
  retryDelivery(input: $input) {
    delivery { id channel status attempts }
  }
}
`,
      variables: json({ input: { id: '{{failedDeliveryId}}', phone: '+15555550124' } }),
    },
  ];
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
