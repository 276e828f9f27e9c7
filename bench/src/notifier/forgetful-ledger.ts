import { randomUUID } from 'node:crypto';
import type { Ledger } from '../../../notifier/src/ledger/ledger.ts';

/** A ledger that remembers nothing and answers at once: the floor that ours is held against. */
export function forgetfulLedger(): Ledger {
  return {
    owner: randomUUID(),
    connected: true,
    maySend: () => true,
    untilMaySend: async () => {},
    recordEvent: async ({ eventId, appointmentId, claims = [] }) => {
      return {
        eventId,
        appointmentId,
        firstSeenAt: new Date(),
        isNew: true,
        entries: claims,
        suppressed: [],
        newest: null,
      };
    },
    write: async () => ({ written: true }),
    read: async () => null,
    changesSince: async () => ({ changes: [], next: '' }),
    countRecipient: async () => true,
    readBody: async () => null,
    suppressions: { list: async () => [], add: async () => {}, remove: async () => false },
    async [Symbol.asyncDispose]() {},
  };
}
