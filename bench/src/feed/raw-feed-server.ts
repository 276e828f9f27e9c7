/** The floor: bare ws. One JSON text for each change, and one send with the subscriber's id in front for each socket. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen } from '../parts/serve.ts';
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

serveEngine({
  url: await listen(http),
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

function subjectOf(authorization: string): string {
  const claims: unknown = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString() || '{}');
  return typeof claims === 'object' && claims !== null && 'sub' in claims ? String(claims.sub) : 'nobody';
}
