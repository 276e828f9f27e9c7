import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { resetSocket } from './reset-socket.ts';

/** Opens a connection to ourselves, does something to our end of it, and returns what both ends see. */
async function outcomeOf(act: (socket: Socket) => void): Promise<{ other: string; closed: boolean }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const other = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
  const [socket] = (await once(server, 'connection')) as [Socket];
  const learnt = new Promise<string>((resolve) => {
    other.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '')).on('end', () => resolve('end'));
  });
  const closed = once(socket, 'close').then(() => true);
  act(socket);
  const outcome = { other: await learnt, closed: await closed };
  server.close();
  return outcome;
}

it('resetSocket resets a connection', async () => {
  expect(await outcomeOf(resetSocket)).toEqual({ other: 'ECONNRESET', closed: true });
});

it('resetSocket closes a connection that is being ended', async () => {
  const outcome = await outcomeOf((socket) => {
    socket.end();
    resetSocket(socket);
  });
  expect(outcome.closed).toBe(true);
});
