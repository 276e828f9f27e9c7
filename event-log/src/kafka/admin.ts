import type { Admin, Kafka } from 'kafkajs';
import { limited, within } from '../within.ts';
import { toEventLogError } from './errors.ts';

/** One admin connection for everything that asks, made when it is needed, and anew after a failure. */
export interface AdminClient extends AsyncDisposable {
  /** @throws {EventLogError} */
  ask<T>(question: (admin: Admin) => Promise<T>): Promise<T>;
}

/** Makes it; nothing is connected yet. No question is waited for longer than `hangMs`, whatever becomes of kafkajs. */
export function createAdminClient(kafka: Kafka, hangMs: number): AdminClient {
  let connected: Promise<Admin> | null = null;

  const connect = async () => {
    const admin = kafka.admin();
    try {
      await admin.connect();
    } catch (error) {
      connected = null; // also when it was refused: a password is put right on either side
      void admin.disconnect().catch(() => {});
      throw error;
    }
    return admin;
  };
  const drop = async (which: Promise<Admin>) => {
    if (connected === which) connected = null;
    await within(
      hangMs,
      which.then((admin) => admin.disconnect()),
    );
  };

  return {
    async ask(question) {
      connected ??= connect();
      const mine = connected;
      try {
        return await limited('a question to Kafka', hangMs, mine.then(question));
      } catch (error) {
        const coded = toEventLogError(error);
        if (coded.retryable) void drop(mine);
        throw coded;
      }
    },
    async [Symbol.asyncDispose]() {
      if (connected !== null) await drop(connected);
    },
  };
}
