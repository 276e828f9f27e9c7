import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** A GraphQL answer as it came. */
export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly issues?: readonly { path: string[]; message: string }[] };
  }[];
}

/** One change, as the subscription in `watch` asks for it. */
export interface Change {
  readonly cursor: string;
  readonly replayed: boolean;
  readonly deliveryId: string;
  readonly appointmentId: string;
  readonly channel: 'EMAIL' | 'SMS';
  readonly status: 'QUEUED' | 'SENDING' | 'RETRYING' | 'SENT' | 'DELIVERED' | 'FAILED';
  readonly attempt: number;
  readonly error: { readonly code: string } | null;
}

/** A user with a token. No code of ours but the server's: plain fetch, and graphql-ws's own client. */
export type Caller = ReturnType<typeof callWith>;

const WATCH = `subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {
    cursor replayed deliveryId appointmentId channel status attempt error { code }
  }
}`;

/** Makes a caller with a token from the server's `/dev/token`. */
export async function callAs(serverUrl: string, sub: string, role: 'customer' | 'staff'): Promise<Caller> {
  const answer = await fetch(`${serverUrl}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sub, role }),
  });
  const { token } = (await answer.json()) as { token: string };
  return callWith(serverUrl, token);
}

/** Makes a caller with a token that was signed already. */
export function callWith(serverUrl: string, token: string) {
  const authorization = `Bearer ${token}`;

  async function query(text: string, variables = {}, signal: AbortSignal | null = null): Promise<Answer> {
    const response = await fetch(`${serverUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: text, variables }),
      signal,
    });
    return (await response.json()) as Answer;
  }

  return {
    token,
    query,
    /** Like `query`, but rejects on any error. */
    async data<T>(text: string, variables = {}): Promise<T> {
      const { data, errors } = await query(text, variables);
      if (errors !== undefined || !data) throw new Error(`the server answered ${JSON.stringify(errors)}`);
      return data as T;
    },
    /** Subscribes; the changes are what it has received so far. */
    watch(variables: { appointmentId?: string; after?: string } = {}) {
      const changes: Change[] = [];
      let failure: unknown = null;
      const client = createClient({
        url: `${serverUrl.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
      });
      client.subscribe<{ deliveryStatusChanged: Change }>(
        { query: WATCH, variables },
        {
          next({ data, errors }) {
            if (errors !== undefined) failure = errors;
            if (data) changes.push(data.deliveryStatusChanged);
          },
          error(error) {
            failure = error;
          },
          complete() {},
        },
      );
      return {
        changes: changes as readonly Change[],
        /** Set when the stream ended with an error. */
        error: () => failure,
        async [Symbol.asyncDispose]() {
          await client.dispose();
        },
      };
    },
  };
}

/** The feed's position now, for a stream of all that this token's holder may see. @throws {Error} when there is no answer */
export async function cursorNow({ url }: { readonly url: string }, token: string): Promise<string> {
  return (await callWith(url, token).data<{ feedCursor: string }>('{ feedCursor }')).feedCursor;
}

/** The statuses of one channel, in the order they arrived: `['QUEUED', 'SENDING', 'SENT']`. */
export function statusesOf(changes: readonly Change[], channel: Change['channel']): string[] {
  return changes.filter((change) => change.channel === channel).map((change) => change.status);
}
