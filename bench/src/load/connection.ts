/** One keep-alive connection that asks, waits for the whole answer, and asks again: with next to no CPU of its own. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** A connection of the load. */
export interface LoadConnection extends Disposable {
  /** Sends a request that is made already, and resolves with the whole answer. */
  ask(request: Buffer): Promise<Buffer>;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Connects to a server on this machine. */
export async function openConnection(url: URL): Promise<LoadConnection> {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  let got: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<Buffer> | null = null;
  const fail = (error: Error) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (data: Buffer) => {
    got = got.length === 0 ? data : Buffer.concat([got, data]);
    if (!isWhole(got)) return;
    const answer = got;
    got = Buffer.alloc(0);
    waiting?.resolve(answer);
  });
  return {
    ask(request) {
      waiting = Promise.withResolvers<Buffer>();
      socket.write(request);
      return waiting.promise;
    },
    [Symbol.dispose]() {
      socket.destroy();
    },
  };
}

/** A request for GraphQL over HTTP, ready to be sent. */
export function requestOf(url: URL, body: object, token: string): Buffer {
  const text = JSON.stringify(body);
  return Buffer.from(
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\naccept: application/json\r\n` +
      `authorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

/** Whether all of an answer has come: as much as it says, or its last chunk. */
export function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const head = answer.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
  return answer.length >= headEnd + HEAD_END.length + Number(length);
}
