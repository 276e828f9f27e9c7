import { isRecord } from './errors.ts';

/**
 * The WebSocket class to use: the platform's, else that of the package `ws` (Node 20 has none of its own). Rejects when
 * there is neither.
 */
export async function findWebSocket(): Promise<unknown> {
  if (typeof globalThis.WebSocket === 'function') return globalThis.WebSocket;
  const packageName: string = 'ws'; // by a variable, so that bundlers for browsers leave it alone
  const { WebSocket } = await import(packageName);
  return WebSocket;
}

/**
 * The same class, whose sockets may fail unheard. graphql-ws stops listening to a socket that it gives up; one of `ws` that
 * is still connecting then emits an `error`, which would end the process.
 */
export function withQuietErrors(WebSocketClass: unknown): unknown {
  if (typeof WebSocketClass !== 'function') return WebSocketClass;
  return new Proxy(WebSocketClass, {
    construct(target, args, newTarget) {
      const socket: unknown = Reflect.construct(target, args, newTarget);
      if (isRecord(socket) && typeof socket.addEventListener === 'function') {
        socket.addEventListener('error', () => {});
      }
      return isRecord(socket) ? socket : {};
    },
  });
}
