import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createLiveClient } from './live-client.ts';
import { subscribeResuming } from './subscribe-resuming.ts';

it('gives up sockets that never open, again and again, and harms nobody', async () => {
  const sockets = new Set<Socket>();
  const mute = createServer((socket) => sockets.add(socket.on('error', () => {}).resume()));
  await once(mute.listen(0, '127.0.0.1'), 'listening');
  const { port } = mute.address() as AddressInfo;
  {
    await using live = createLiveClient({
      url: `ws://127.0.0.1:${port}`,
      token: () => 'token',
      WebSocket,
      answerWithinMs: 20,
      waitMs: () => 5,
    });
    const refusals: unknown[] = [];
    const end = subscribeResuming(live, { query: 'subscription { x }' }, () => undefined, {
      next: (data) => refusals.push(data),
      reset: (code) => refusals.push(code),
      error: (error) => refusals.push(error),
    });
    while (sockets.size < 3) await once(mute, 'connection'); // an uncaught error would fail the run
    expect(live.state()).toBe('retrying');
    expect(refusals).toEqual([]);
    end();
  }
  for (const socket of sockets) socket.destroy();
  mute.close();
});
