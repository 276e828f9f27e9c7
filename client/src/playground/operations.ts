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

/** The way of a booking, tab by tab: book it, watch it, resume the watch from a cursor, look, and send again what failed. */
export function exampleTabs(now: Date): ExampleTab[] {
  return [
    {
      query: `# 1. Book an appointment. Press Ctrl-Enter.
# Copy the answer's appointment id and feedCursor into the next tab's variables.
mutation Book($input: CreateAppointmentInput!) {
  createAppointment(input: $input) {
    appointment { id time deliveries { id channel status } }
    feedCursor
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
      }),
    },
    {
      query: `# 2. Watch all deliveries you may see: first as they are, then as they change.
# With an appointmentId, only that one's. Every result shows the newest change.
subscription Watch($appointmentId: ID) {
  deliveryStatusChanged(appointmentId: $appointmentId) {
    cursor replayed channel status attempt error { code message } occurredAt
  }
}
`,
      variables: json({ appointmentId: null }),
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
      variables: json({ appointmentId: 'the appointment id', after: 'the feedCursor' }),
    },
    {
      query: `# 4. Look around.
query Look {
  me { id role }
  appointments(first: 5) {
    nodes { id title time deliveries { channel status history { status attempt occurredAt } } }
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
      query: `# 5. Send a failed delivery again, for staff: the id is that of one of the failures in the tab before.
# Leave phone and email out to send it to where it failed. Watch it in the second tab.
mutation Retry($input: RetryDeliveryInput!) {
  retryDelivery(input: $input) {
    delivery { id channel status attempts }
  }
}
`,
      variables: json({ input: { id: 'the delivery id', phone: '+15555550124' } }),
    },
  ];
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
