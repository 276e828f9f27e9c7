/** A TCP proxy that does to a link what networks do: for tests of what is promised when they do it. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { resetSocket } from './reset-socket.ts';

/** What is wrong with the link, from now on and for every connection. */
export type LinkFault =
  | { readonly kind: 'none' }
  /** Each piece arrives later by so many milliseconds, both ways. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Requests arrive; of the answers, those that match are lost: all of them without `matching`. */
  | { readonly kind: 'swallow-replies'; matching?(reply: Buffer): boolean }
  /** Nothing arrives any more in either direction, and no end is notified. */
  | { readonly kind: 'silent' }
  /** A connection is reset after the client has sent so many more bytes on it. */
  | { readonly kind: 'reset-after'; readonly bytes: number }
  /** Connections are refused; those that stand are reset. */
  | { readonly kind: 'refuse' };

/** A running proxy on 127.0.0.1. Disposing it ends its connections. */
export type TcpProxy = Awaited<ReturnType<typeof startTcpProxy>>;

/** Starts a proxy to a target, on a port that the system chooses; resolves when it listens. */
export async function startTcpProxy({
  target,
}: {
  readonly target: { readonly port: number; readonly host?: string };
}) {
  const pairs = new Set<readonly [Socket, Socket]>();
  let fault: LinkFault = { kind: 'none' };
  let sentBytes = 0;
  let swallowed = 0;

  const server = createServer({ noDelay: true }, (client) => {
    if (fault.kind === 'refuse') {
      resetSocket(client);
      return;
    }
    const upstream = connect({ host: target.host ?? '127.0.0.1', port: target.port, noDelay: true });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const [toClient, toUpstream] = [createLine(client), createLine(upstream)];
    const delayMs = () => (fault.kind === 'delay' ? fault.ms : 0);
    let sinceFault = 0;
    let faultSeen: LinkFault = fault;
    client.on('data', (piece) => {
      sentBytes += piece.length;
      if (faultSeen !== fault) sinceFault = 0;
      faultSeen = fault;
      sinceFault += piece.length;
      if (fault.kind === 'reset-after' && sinceFault > fault.bytes) {
        upstream.write(piece.subarray(0, piece.length - (sinceFault - fault.bytes)));
        end(pair);
      } else if (fault.kind !== 'silent') toUpstream(piece, delayMs());
    });
    upstream.on('data', (piece) => {
      if (fault.kind === 'swallow-replies' && (fault.matching?.(piece) ?? true)) swallowed += 1;
      else if (fault.kind !== 'silent') toClient(piece, delayMs());
    });
    for (const [one, toOther] of [
      [client, toUpstream],
      [upstream, toClient],
    ] as const) {
      one.on('error', () => end(pair));
      one.on('end', () => toOther('end', delayMs()));
      one.on('close', () => {
        toOther('close', delayMs());
        if (client.destroyed && upstream.destroyed) pairs.delete(pair);
      });
    }
  });
  const end = (pair: readonly [Socket, Socket]) => {
    pairs.delete(pair);
    for (const socket of pair) resetSocket(socket);
  };
  const cut = () => {
    for (const pair of pairs) end(pair);
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    /** How many connections stand now. */
    get connections() {
      return pairs.size;
    },
    /** What clients have sent so far, in bytes, over all connections. */
    get sentBytes() {
      return sentBytes;
    },
    /** How many pieces of answers were lost to 'swallow-replies'. */
    get swallowed() {
      return swallowed;
    },
    setFault(next: LinkFault) {
      fault = next;
      if (next.kind === 'refuse') cut();
    },
    /** Resets every connection that stands; new ones are taken. */
    cut,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}

type Piece = Buffer | 'end' | 'close';

/** Makes one direction of a connection: pieces arrive in the order they were sent, the end of it last. */
function createLine(to: Socket): (piece: Piece, delayMs: number) => void {
  const waiting: { readonly piece: Piece; readonly dueAt: number }[] = [];

  function deliver(piece: Piece): void {
    if (piece === 'close') to.destroySoon();
    else if (piece === 'end') to.end();
    else if (to.writable) to.write(piece);
  }

  function deliverDue(): void {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const leftMs = next.dueAt - performance.now();
      if (leftMs > 0) return void setTimeout(deliverDue, leftMs);
      waiting.shift();
      deliver(next.piece);
    }
  }

  return (piece, delayMs) => {
    if (waiting.length === 0 && delayMs === 0) return deliver(piece);
    waiting.push({ piece, dueAt: performance.now() + delayMs });
    if (waiting.length === 1) deliverDue();
  };
}
