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
