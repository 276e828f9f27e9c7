/** The floor: bare ws. One JSON text for each change, and one send with the subscriber's id in front for each socket. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { changeOfPeers as change, serveEngine } from './served-engine.ts';

const http = createServer();
const wss = new WebSocketServer({ server: http, path: '/graphql' });
/** The open sockets: whose each one is, and how to send to it. */
const sockets = new Map<object, { readonly user: string; send(text: string): void }>();
wss.on('connection', (socket) => {
  let user = 'nobody';
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', (data) => {
    const { type, id, payload } = JSON.parse(String(data)) as Message;
    if (type === 'connection_init') {
      user = subjectOf(payload?.authorization ?? '');
      socket.send('{"type":"connection_ack"}');
    }
    if (type !== 'subscribe') return;
    const prefix = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    sockets.set(socket, { user, send: (text) => socket.send(`${prefix}${text}}`) });
  });
});
await once(http.listen(0, '127.0.0.1'), 'listening');
const { port } = http.address() as AddressInfo; // a server that listens on a port has one

serveEngine({
  url: `http://127.0.0.1:${port}`,
  listeners: () => sockets.size,
  publish({ userId, ...own }) {
    const text = JSON.stringify({ data: { deliveryStatusChanged: { ...change, ...own } } });
    for (const { user, send } of sockets.values()) if (userId === 'nobody' || user === userId) send(text);
  },
});

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly authorization?: string };
}

/** Whose a token is; it is believed. */
function subjectOf(authorization: string): string {
  const claims: unknown = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString() || '{}');
  return typeof claims === 'object' && claims !== null && 'sub' in claims ? String(claims.sub) : 'nobody';
}
