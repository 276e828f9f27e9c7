import type { Admin, Kafka } from 'kafkajs';
import { waitAtMost, withTimeout } from '../timeouts.ts';
import { toEventLogError } from './errors.ts';

/** How long disposing waits, in milliseconds: kafkajs closes a connection when its requests were answered, or timed out. */
const CLOSE_MS = 3_000;

/** One admin connection for all requests: opened when it is needed, and again after a failure. */
export interface AdminClient extends AsyncDisposable {
  /** @throws {EventLogError} */
  request<T>(send: (admin: Admin) => Promise<T>): Promise<T>;
}

/** Creates the client; nothing is connected yet. A request rejects after `hangMs`, whatever becomes of kafkajs. */
export function createAdminClient(kafka: Kafka, hangMs: number): AdminClient {
  let current: Connection | null = null;

  const connect = () => {
    const admin = kafka.admin();
    const connection = { admin, connected: admin.connect() };
    connection.connected.catch(() => drop(connection)); // also after a refused password: it may be corrected on either side
    return connection;
  };
  /** The next request opens another connection. This one is closed once it is known whether it was established. */
  const drop = async (connection: Connection) => {
    if (current === connection) current = null;
    const { admin, connected } = connection;
    const close = () => admin.disconnect();
    await waitAtMost(hangMs, connected.then(close, close));
  };

  return {
    async request(send) {
      current ??= connect();
      const mine = current;
      const answer = mine.connected.then(() => send(mine.admin));
      try {
        return await withTimeout('a request to Kafka', hangMs, answer);
      } catch (error) {
        const coded = toEventLogError(error);
        if (coded.retryable) void drop(mine);
        throw coded;
      }
    },
    async [Symbol.asyncDispose]() {
      if (current !== null) await waitAtMost(CLOSE_MS, drop(current));
    },
  };
}

/** One connection, open or being opened. */
interface Connection {
  readonly admin: Admin;
  readonly connected: Promise<void>;
}
