import { type Belltower, type BelltowerOptions, createBelltower } from '../src/index.ts';
import { startScriptedServer } from './scripted-server.ts';

type Server = Awaited<ReturnType<typeof startScriptedServer>>;

/** Runs a test with a client and a scripted server. */
export async function withBelltower(
  options: Partial<BelltowerOptions> & { readonly server?: Parameters<typeof startScriptedServer>[0] },
  run: (belltower: Belltower, server: Server) => Promise<void>,
) {
  await using server = await startScriptedServer(options.server);
  await using belltower = createBelltower({ url: server.url, token: 'token', ...options });
  await run(belltower, server);
}

/** A booking that is in order. */
export const check = { time: '2030-02-20T15:00:00Z', email: 'ana@example.com', notify: { email: true } };
