/** A peer of the engine's benchmark, as a process of its own: `plain` graphql-ws, or `raw` ws without any GraphQL. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { PeerAnswer, PeerQuestion } from './bench-engines.ts';
import { type PlainChange, type PlainServer, startPlainServer } from './plain-server.ts';

const peer = process.argv[2] === 'plain' ? await startPlainServer() : await startRawServer();

process.on('message', (question: PeerQuestion) => {
  if (question.kind === 'publish') for (const change of question.changes) peer.publish(change);
  else tell({ kind: 'usage', rss: process.memoryUsage().rss, cpuMicros: cpuMicros(), subscriptions: peer.listeners });
});
process.once('disconnect', () => process.exit());
tell({ kind: 'ready', url: peer.url });

function tell(answer: PeerAnswer): void {
  process.send?.(answer);
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The floor: one JSON text for each event, and one send with the subscriber's id in front for each socket. */
async function startRawServer(): Promise<Pick<PlainServer, 'url' | 'listeners' | 'publish'>> {
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
  return {
    url: `http://127.0.0.1:${port}`,
    get listeners() {
      return sockets.size;
    },
    publish(change: PlainChange) {
      const text = JSON.stringify({ data: { deliveryStatusChanged: change } });
      for (const send of sockets.values()) send(text);
    },
  };
}
