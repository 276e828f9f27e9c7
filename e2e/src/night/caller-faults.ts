/** Faults of those who call us, or write to our log: other systems, customers, browsers. */
import { randomInt } from 'node:crypto';
import { appointmentInput, BOOK } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { type Fault, nothingToUndo } from './fault.ts';

/** As many bookings beyond the bound as it takes, and a few more. */
const GREEDY = 70;

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
];
