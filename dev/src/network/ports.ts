import { createServer } from 'node:net';

const LOWEST = 10_000;
const HIGHEST = 32_000;

/**
 * Finds ports that nothing listens on, all below 32768: above that, another process's outgoing connection may
 * take one at any moment. Nothing is reserved: use them at once.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

/** One port of `freePorts`. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port was found');
  return port;
}

/** Whether nothing listens on this port now. */
export async function isFree(port: number): Promise<boolean> {
  return (await listenError(port, '127.0.0.1')) === null;
}

/** Why nobody can listen there now, as a code such as EADDRINUSE; null: one can. */
export function listenError(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}
