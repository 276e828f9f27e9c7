import type { Admin, Kafka } from 'kafkajs';
import { limited, within } from '../timeouts.ts';
import { toEventLogError } from './errors.ts';

/** One admin connection for everything that asks, made when it is needed, and anew after a failure. */
export interface AdminClient extends AsyncDisposable {
  /** @throws {EventLogError} */
  ask<T>(question: (admin: Admin) => Promise<T>): Promise<T>;
}

/** Makes it; nothing is connected yet. No question is waited for longer than `hangMs`, whatever becomes of kafkajs. */
export function createAdminClient(kafka: Kafka, hangMs: number): AdminClient {
  let current: Connection | null = null;

  const connect = () => {
    const admin = kafka.admin();
    const connection = { admin, connected: admin.connect() };
    connection.connected.catch(() => drop(connection)); // also when it was refused: a password is put right on either side
    return connection;
  };
  /** Whoever asks next gets another one. This one is closed when it is known whether it came about. */
  const drop = async (connection: Connection) => {
    if (current === connection) current = null;
    const { admin, connected } = connection;
    const close = () => admin.disconnect();
    await within(hangMs, connected.then(close, close));
  };

  return {
    async ask(question) {
      current ??= connect();
      const mine = current;
      const answer = mine.connected.then(() => question(mine.admin));
      try {
        return await limited('a question to Kafka', hangMs, answer);
      } catch (error) {
        const coded = toEventLogError(error);
        if (coded.retryable) void drop(mine);
        throw coded;
      }
    },
    async [Symbol.asyncDispose]() {
      if (current !== null) await drop(current);
    },
  };
}

/** One connection, there or on its way. */
interface Connection {
  readonly admin: Admin;
  readonly connected: Promise<void>;
}
