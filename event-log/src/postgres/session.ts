import { Socket } from 'node:net';
import { Client, type Pool, type QueryArrayConfig } from 'pg';

/**
 * Runs one statement; rows come as arrays. A `name` keeps its plan for the next time on the same connection.
 * Rejects when the connection is gone or does not answer in time.
 */
export type Rows = <Row extends unknown[]>(text: string, values?: readonly unknown[], name?: string) => Promise<Row[]>;

/** A connection that is not shared: what it locks is released when it ends, however it ends. */
export interface Session extends AsyncDisposable {
  /** The id of its PostgreSQL process. */
  readonly pid: number;
  readonly rows: Rows;
  /** Runs several statements without values, as one. */
  script(text: string): Promise<void>;
  /** Calls back once when it ended, for whatever reason. */
  onEnd(callback: () => void): void;
  onNotification(callback: (payload: string) => void): void;
}

/** How a session connects. */
export interface SessionOptions {
  readonly url: string;
  /** Shown in pg_stat_activity; at most 63 characters. */
  readonly applicationName: string;
  /** How long connecting and one statement may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Releases the locks of a session whose host vanished within about 11 s, instead of two hours. */
const KEEPALIVE =
  "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET tcp_user_timeout = '11s'; " +
  "SET idle_in_transaction_session_timeout = '10s'; SET client_min_messages = warning";

/** Connects. Rejects with the driver's error when it cannot. */
export async function openSession({ url, applicationName, timeoutMs }: SessionOptions): Promise<Session> {
  const socket = new Socket();
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    stream: () => socket,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  const ended = Promise.withResolvers<void>();
  client.on('error', () => ended.resolve()); // its statements reject by themselves
  client.on('end', () => ended.resolve());
  try {
    await client.connect();
    await client.query(KEEPALIVE);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return toSession(client, socket, rows[0]?.pid ?? 0, ended.promise);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Runs statements on one connection, or on any free one of a pool. */
export function rowsOf(client: Client | Pool): Rows {
  return async <Row extends unknown[]>(text: string, values: readonly unknown[] = [], name?: string) => {
    const query: QueryArrayConfig = {
      text: name === undefined ? text : `${text} /* ${name} */`, // pg_stat_statements shows no names
      values: [...values],
      rowMode: 'array',
      ...(name === undefined ? {} : { name }),
    };
    const { rows } = await client.query<Row>(query);
    return rows;
  };
}

function toSession(client: Client, socket: Socket, pid: number, ended: Promise<void>): Session {
  return {
    pid,
    rows: rowsOf(client),
    async script(text) {
      await client.query(text);
    },
    onEnd(callback) {
      void ended.then(callback);
    },
    onNotification(callback) {
      client.on('notification', ({ payload }) => callback(payload ?? ''));
    },
    async [Symbol.asyncDispose]() {
      // Ending it in order releases the locks at once; a connection that is cut or hangs is destroyed instead.
      const dropped = setTimeout(() => socket.destroy(), 500);
      await client.end().catch(() => {});
      clearTimeout(dropped);
      socket.destroy();
    },
  };
}
