/** The floor: bare ws. One JSON text for each change, and one send with the subscriber's id in front for each socket. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serveEngine } from './served-engine.ts';

const http = createServer();
const wss = new WebSocketServer({ server: http, path: '/graphql' });
const sockets = new Map<object, (text: string) => void>();
wss.on('connection', (socket) => {
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', (data) => {
    const { type, id } = JSON.parse(String(data)) as { type: string; id?: string };
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (type !== 'subscribe') return;
    const prefix = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    sockets.set(socket, (text) => socket.send(`${prefix}${text}}`));
  });
});
await once(http.listen(0, '127.0.0.1'), 'listening');
const { port } = http.address() as AddressInfo; // a server that listens on a port has one

const change = {
  cursor: 'x'.repeat(80),
  replayed: false,
  deliveryId: randomUUID(),
  appointmentId: randomUUID(),
  channel: 'EMAIL',
  status: 'SENDING',
  error: { code: 'PROVIDER_UNAVAILABLE', message: '451 try again later', retryable: true },
  nextAttemptAt: null,
  occurredAt: '2026-02-13T17:00:01.250Z',
};
serveEngine({
  url: `http://127.0.0.1:${port}`,
  listeners: () => sockets.size,
  publish({ attempt }) {
    const text = JSON.stringify({ data: { deliveryStatusChanged: { ...change, attempt } } });
    for (const send of sockets.values()) send(text);
  },
});
