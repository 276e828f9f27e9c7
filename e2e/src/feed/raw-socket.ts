import { once } from 'node:events';
import { until } from '@belltower/dev/until';
import WebSocket from 'ws';

/** A message of the protocol graphql-transport-ws. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/**
 * Opens a socket that sends exactly the messages it is given, and never reconnects by itself. With `init`, sends
 * connection_init with that; `token` waits for the acknowledgement, too.
 */
export async function openRawSocket(
  url: string,
  { token, init = token && { authorization: `Bearer ${token}` } }: { token?: string; init?: unknown } = {},
) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: Message[] = [];
  let closeCode: number | null = null;
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Message));
  socket.on('close', (code) => {
    closeCode = code;
  });
  await once(socket, 'open');
  socket.on('error', () => {}); // a close follows
  const send = (message: Message) => socket.send(JSON.stringify(message));
  if (init !== undefined) send({ type: 'connection_init', payload: init });
  if (token !== undefined) await until('it is let in', () => messages.some(({ type }) => type === 'connection_ack'));
  let ids = 0;
  return {
    socket,
    messages: messages as readonly Message[],
    send,
    /** Subscribes with these arguments and answers the code it is refused with; null: a change came. */
    async codeOf(variables: { readonly appointmentId?: string; readonly after?: string }): Promise<string | null> {
      const id = `code-${ids++}`;
      send({ id, type: 'subscribe', payload: { query: SUBSCRIPTION, variables } });
      const first = await until('an answer comes', () => messages.find((message) => message.id === id));
      return refusalOf(first);
    },
    /** Waits for the close code. */
    closed: () => until('it is closed', () => closeCode),
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** What is subscribed to where nothing else is said. */
export const SUBSCRIPTION = `subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) { cursor deliveryId status attempt }
}`;

/** The code in a `next` or `error` message, or null. */
export function refusalOf({ type, payload }: Message): string | null {
  type Errors = readonly { readonly extensions: { readonly code: string } }[];
  const errors = type === 'error' ? (payload as Errors) : (payload as { readonly errors?: Errors } | undefined)?.errors;
  return errors?.[0]?.extensions.code ?? null;
}
