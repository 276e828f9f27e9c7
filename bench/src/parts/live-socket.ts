import { once } from 'node:events';
import WebSocket from 'ws';

/** Opens a socket to a server's feed, and resolves when the server has said that it knows who carries the token. */
export async function openLiveSocket(serverUrl: string, token: string): Promise<WebSocket> {
  const url = `${serverUrl.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  return socket;
}

/** Subscribes. */
export function subscribe(socket: WebSocket, query: string, variables?: object, id = '1'): void {
  socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables } }));
}
