import { type BelltowerError, createLiveClient, type LiveClientOptions, subscribeResuming } from '../src/resume.ts';
import { startScriptedServer } from './scripted-server.ts';

/** What a subscription gets. */
export type Data = { deliveryStatusChanged: { cursor: string; attempt: number; status: string; replayed: boolean } };
type Options = Parameters<typeof startScriptedServer>[0];

/** What is subscribed to. */
export const query = `subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) { cursor attempt status replayed }
}`;

/** 1 to `count`. */
export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** The changes that the attempts after `from` make, up to `to`. */
export const attempts = (from: number, to: number) =>
  numbers(to)
    .slice(from)
    .map((attempt) => ({ deliveryId: 'd-1', status: 'RETRYING' as const, attempt }));

/** A server, a link to it, and a subscription that keeps what it receives. */
export async function withFeed(
  server: Options,
  client: Partial<LiveClientOptions>,
  run: (parts: Awaited<ReturnType<typeof open>>) => Promise<void>,
) {
  const parts = await open(server, client);
  await run(parts).finally(() => parts.dispose());
}

/** The same, to be disposed by hand. */
export async function open(serverOptions: Options, client: Partial<LiveClientOptions>) {
  const server = await startScriptedServer(serverOptions);
  const url = server.url.replace('http', 'ws');
  const live = createLiveClient({ url, token: () => 'token', lingerMs: 20, waitMs: () => 20, ...client });
  const states: string[] = [];
  live.onState(() => states.push(live.state()));
  const ends: (() => void)[] = [];
  return {
    server,
    live,
    states,
    subscribe(after?: string) {
      const received: (number | string)[] = [];
      const errors: BelltowerError[] = [];
      const end = subscribeResuming<Data>(
        live,
        { query, variables: { after } },
        (data) => data.deliveryStatusChanged.cursor,
        {
          next: (data) => received.push(data.deliveryStatusChanged.attempt),
          reset: (code) => received.push(code),
          error: (error) => errors.push(error),
        },
      );
      ends.push(end);
      return { received, errors, end };
    },
    async dispose() {
      for (const end of ends) end();
      await live[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
