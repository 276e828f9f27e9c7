/** Faults of those who call us, or write to our log: other systems, customers, browsers. */
import { randomInt } from 'node:crypto';
import type WebSocket from 'ws';
import { openRawSocket } from '../feed/raw-socket.ts';
import { appointmentInput, BOOK } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { type Fault, nothingToUndo, undo } from './fault.ts';

/** As many bookings beyond the bound as it takes, and a few more. */
const GREEDY = 70;
/** Clients that stop reading, a few more than the alert leaves alone. */
const DEAF = 60;
/** What each of them asks for, over and over: its part of the system's memory is full before it counts as gone. */
const SUBSCRIPTIONS = 40;
const OFTEN = Array.from({ length: 45 }, (_, nth) => `id${nth}: deliveryId`).join(' '); // some 2 KB

export const callerFaults: readonly Fault[] = [
  {
    name: 'foreign-event-broken',
    cause: 'Another system writes events that break the contract.',
    alerts: ['BelltowerDeadLetters'],
    async begin({ log }) {
      await log.append([
        { topic: 'appointments.created', key: 'k', value: '{"event_type":"appointments.created","id":7}' },
      ]);
      return nothingToUndo;
    },
  },
  {
    name: 'customer-books-on',
    cause: 'One customer books over and over.',
    alerts: ['BelltowerBoundsReached'],
    async begin({ servers: [{ url }] }) {
      const customer = await callAs(url, `customer-${randomInt(1e6)}`, 'customer');
      for (let count = 0; count < GREEDY; count += 1) await customer.query(BOOK, { input: appointmentInput() });
      return nothingToUndo;
    },
  },
  {
    name: 'browsers-stop-reading',
    cause: 'Many live clients no longer read what they have subscribed to.',
    alerts: ['BelltowerSlowReaders'],
    async begin({ servers: [{ url }] }) {
      const opened = await Promise.all(Array.from({ length: DEAF }, (_, nth) => openDeafClient(url, `desk-${nth}`)));
      return undo(() => {
        for (const socket of opened) socket.terminate();
      });
    },
  },
];

/** Of a user of its own: what one may subscribe to in a second is bounded. */
async function openDeafClient(url: string, user: string): Promise<WebSocket> {
  const { token, query } = await callAs(url, user, 'staff');
  const { data } = await query('{ feedCursor }'); // without it each subscription begins with all that there is
  const { socket, send } = await openRawSocket(url, { token });
  const changes = `subscription ($after: String) { deliveryStatusChanged(after: $after) { ${OFTEN} } }`;
  const payload = { query: changes, variables: { after: data?.feedCursor } };
  for (let id = 0; id < SUBSCRIPTIONS; id += 1) send({ id: `${id}`, type: 'subscribe', payload });
  socket.pause();
  return socket;
}
