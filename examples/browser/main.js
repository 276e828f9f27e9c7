// Books from a page of another origin, and shows each change of its confirmations, over any number of cuts.
import { createClient } from 'graphql-ws';

const BOOK = `mutation ($input: CreateAppointmentInput!) {
  createAppointment(input: $input) { feedCursor appointment { id deliveries { id channel } } }
}`;
const WATCH = `subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) { cursor deliveryId channel status attempt }
}`;

const form = document.querySelector('form');
const say = (text) => {
  document.querySelector('[role=status]').textContent = text;
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { url, token, email, phone } = Object.fromEntries(new FormData(form));
  const authorization = `Bearer ${token}`;
  document.querySelector('ol').replaceChildren();
  try {
    const booked = await book(url, authorization, { email, phone });
    say(`booked ${booked.appointment.id}`);
    watch(url, authorization, booked);
  } catch (error) {
    say(error.message);
  }
});

async function book(url, authorization, { email, phone }) {
  const time = new Date(Date.now() + 7 * 24 * 3_600_000).toISOString();
  const input = { time, email, phone, notify: { email: true, sms: true } };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: BOOK, variables: { input } }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`the booking was refused: ${errors[0].extensions?.code} ${errors[0].message}`);
  return data.createAppointment;
}

function watch(url, authorization, { appointment, feedCursor }) {
  const open = new Set(appointment.deliveries.map(({ id }) => id));
  const variables = { appointmentId: appointment.id, after: feedCursor };
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: { authorization },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
  });
  client.subscribe(
    { query: WATCH, variables }, // sent again, as it is then, after each cut
    {
      next({ data, errors }) {
        if (errors) return say(`the subscription was refused: ${errors[0].extensions?.code}`);
        const { cursor, deliveryId, channel, status, attempt } = data.deliveryStatusChanged;
        variables.after = cursor; // it resumes from here
        const item = document.createElement('li');
        item.textContent = `${channel} ${status} ${attempt}`;
        document.querySelector('ol').append(item);
        if (['SENT', 'DELIVERED', 'FAILED', 'SKIPPED'].includes(status)) open.delete(deliveryId);
        if (open.size === 0) client.dispose();
      },
      error: (error) => say(`the socket was refused: ${error.reason ?? error.message ?? error}`),
      complete() {},
    },
  );
}
