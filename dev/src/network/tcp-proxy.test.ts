import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A server that answers each piece with the same piece, behind a proxy. */
async function withEcho(test: (proxy: TcpProxy, received: () => string) => Promise<void>): Promise<void> {
  let received = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      received += piece.toString();
      socket.write(piece);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await using proxy = await startTcpProxy({ target: { port: (server.address() as AddressInfo).port } });
  await test(proxy, () => received);
  server.close();
}

async function open(proxy: TcpProxy): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {}); // the proxy resets it at the latest when it is disposed
  return socket;
}

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = await once(socket, 'data');
  return String(answer);
}

describe('the TCP proxy', () => {
  it('passes bytes both ways, and counts what clients sent', async () => {
    await withEcho(async (proxy) => {
      const socket = await open(proxy);
      expect(await ask(socket, 'hello')).toBe('hello');
      expect([proxy.connections, proxy.sentBytes]).toEqual([1, 5]);
      socket.destroy();
    });
  });

  it('resets what stands when it is cut, and takes new connections', async () => {
    await withEcho(async (proxy) => {
      const socket = await open(proxy);
      await ask(socket, 'x');
      const failed = once(socket, 'error');
      proxy.cut();
      expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
      expect(await ask(await open(proxy), 'again')).toBe('again');
    });
  });

  it('keeps the order of the bytes when a delay ends before they have arrived', async () => {
    await withEcho(async (proxy, received) => {
      const socket = await open(proxy);
      await ask(socket, '0');
      proxy.setFault({ kind: 'delay', ms: 100 });
      socket.write('1');
      await expect.poll(() => proxy.sentBytes).toBe(2);
      proxy.setFault({ kind: 'none' });
      socket.end('2');
      await expect.poll(received).toBe('012');
    });
  });

  it('lets requests through and loses the answers that match', async () => {
    await withEcho(async (proxy, received) => {
      const socket = await open(proxy);
      proxy.setFault({ kind: 'swallow-replies', matching: (reply) => reply.includes('lost') });
      socket.write('lost');
      await expect.poll(() => proxy.swallowed).toBe(1);
      expect(await ask(socket, 'kept')).toBe('kept');
      expect(received()).toBe('lostkept');
    });
  });

  it('resets a connection after so many more bytes', async () => {
    await withEcho(async (proxy, received) => {
      const socket = await open(proxy);
      await ask(socket, 'before');
      proxy.setFault({ kind: 'reset-after', bytes: 4 });
      const failed = once(socket, 'error');
      socket.write('123456');
      await failed;
      expect('before1234'.startsWith(received())).toBe(true);
    });
  });

  it('refuses connections until the fault is gone', async () => {
    await withEcho(async (proxy) => {
      proxy.setFault({ kind: 'refuse' });
      const refused = connect(proxy.port, '127.0.0.1');
      expect((await once(refused, 'error').catch((error) => [error]))[0]).toMatchObject({ code: 'ECONNRESET' });
      proxy.setFault({ kind: 'none' });
      expect(await ask(await open(proxy), 'x')).toBe('x');
    });
  });
});
