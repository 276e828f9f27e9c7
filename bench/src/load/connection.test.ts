import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isWhole, openConnection, requestOf } from './connection.ts';

async function withServer(listener: RequestListener, use: (url: URL) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    await use(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('An answer is whole with its last byte, and with no part of it', () => {
  const head = 'HTTP/1.1 200 OK\r\nconnection: keep-alive\r\n';
  for (const answer of [
    `${head}content-length: 7\r\n\r\n{"n":1}`,
    `${head}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n`,
  ]) {
    const bytes = Buffer.from(answer);
    const whole = Array.from({ length: bytes.length + 1 }, (_, length) => isWhole(bytes.subarray(0, length)));
    expect(whole.indexOf(true)).toBe(bytes.length);
  }
});

test('A connection asks again when it has its answer', async () => {
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    request.resume().on('end', () => {
      const body = `{"n":${++requests}}`;
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.slice(0, 3));
      setImmediate(() => response.end(body.slice(3)));
    });
  };
  await withServer(listener, async (url) => {
    using connection = await openConnection(url);
    const request = requestOf(url, { query: '{ up }' }, 'token');
    expect(String(await connection.ask(request))).toMatch(/\{"n":1\}$/);
    expect(String(await connection.ask(request))).toMatch(/\{"n":2\}$/);
  });
});

test('An answer in chunks is whole with its last chunk', async () => {
  const listener: RequestListener = (request, response) => {
    request.resume().on('end', () => {
      response.write('first ');
      setImmediate(() => response.end('second'));
    });
  };
  await withServer(listener, async (url) => {
    using connection = await openConnection(url);
    const answer = String(await connection.ask(requestOf(url, {}, 'token')));
    expect(answer).toContain('first');
    expect(answer).toContain('second');
  });
});

test('A connection that the server closes is an error, not an answer', async () => {
  await withServer(
    (request) => request.socket.destroy(),
    async (url) => {
      using connection = await openConnection(url);
      await expect(connection.ask(requestOf(url, {}, 'token'))).rejects.toThrow();
    },
  );
});
