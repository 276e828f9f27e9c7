/** The whole way from a booking to its mail, ours and the textbook's: server, notifier, their PostgreSQL, and a log. */
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@belltower/dev/until';
import { mailBody } from '../parts/appointment-body.ts';
import { openLiveSocket, subscribe } from '../parts/live-socket.ts';
import { type Peer, signToken, startPeer } from '../parts/peer.ts';
import { startService } from '../parts/services.ts';

/** A running whole. */
export type Whole = Awaited<ReturnType<typeof startOurs>>;

/** What it stands on. */
export interface WholeOptions {
  readonly databaseUrl: string;
  /** Null: the event log is in PostgreSQL. */
  readonly brokers: string | null;
  readonly smtpUrl: string;
}

/** Starts ours. */
export async function startOurs(options: WholeOptions) {
  await using started = new AsyncDisposableStack();
  const starting = startService('notifier', options);
  const server = started.use(await startService('server', options));
  const notifier = started.use(await starting);
  const token = await signToken('desk', 'staff');
  const watch = started.use(await watchSent(server.url, token));
  return wholeOf(started.move(), { server, notifier, token, confirmed: async () => watch.sentAt.size, ...watch });
}

/** Starts the textbook's, which does the same work, on Kafka. It has no subscription, and so no times of SENT. */
export async function startTextbook({ databaseUrl, brokers, smtpUrl }: WholeOptions): Promise<Whole> {
  await using started = new AsyncDisposableStack();
  const environment = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers ?? '', SMTP_URL: smtpUrl, EQUAL: '1' };
  const start = (name: string) => startPeer({ name, entry: `bench/peers/${name}-server.ts`, environment });
  const server = started.use(await start('textbook'));
  const notifier = started.use(await start('textbook-notifier'));
  const token = await signToken('desk', 'staff');
  const confirmed = () => notifier.call<number>('finished');
  return wholeOf(started.move(), { server, notifier, token, confirmed, sentAt: new Map() });
}

interface Parts {
  readonly server: Peer;
  readonly notifier: Peer;
  readonly token: string;
  /** How many confirmations there were so far: SENT seen on a subscription, or for the textbook, messages finished. */
  confirmed(): Promise<number>;
  /** When SENT came, by appointment, as `performance.now()` has it. */
  readonly sentAt: ReadonlyMap<string, number>;
}

function wholeOf(stack: AsyncDisposable, { server, notifier, token, confirmed, sentAt }: Parts) {
  /** Does what books; resolves when as many as it answers are confirmed. */
  async function confirm(book: () => Promise<number>): Promise<void> {
    const before = await confirmed();
    const count = await book();
    await until('all are confirmed', async () => (await confirmed()) - before === count, 600_000);
  }
  return {
    server,
    notifier,
    token,
    sentAt,
    confirm,
    /** Books one; resolves with the appointment's id. @throws {Error} with what was answered instead */
    bookOne: () => bookOne(server.url, token),
    /**
     * Books so many at a steady pace, whatever the server makes of it: a user does not wait for another's answer. Resolves when
     * all are confirmed, with how long each took from its request to SENT, sorted, and all of them to be booked, and confirmed.
     */
    async bookSteadily({ count, perSecond }: { readonly count: number; readonly perSecond: number }) {
      const booked = new Map<string, number>();
      const startedAt = performance.now();
      let bookedMs = 0;
      const book = async (index: number) => {
        await pause(Math.max(0, startedAt + (index * 1_000) / perSecond - performance.now()));
        const at = performance.now();
        booked.set(await bookOne(server.url, token), at);
      };
      await confirm(async () => {
        await Promise.all(Array.from({ length: count }, (_, index) => book(index)));
        bookedMs = performance.now() - startedAt;
        return count;
      });
      const took = [...booked].map(([id, at]) => (sentAt.get(id) ?? Number.NaN) - at).sort((one, two) => one - two);
      const at = (share: number) => took[Math.floor(count * share)] ?? Number.NaN;
      return { count, p50: at(0.5), p99: at(0.99), bookedMs, ms: performance.now() - startedAt };
    },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

async function bookOne(serverUrl: string, token: string): Promise<string> {
  const response = await fetch(`${serverUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(mailBody),
  });
  const answer = await response.text();
  const id = /"id":"([^"]+)"/.exec(answer)?.[1];
  if (id === undefined) throw new Error(`a booking was expected, got ${answer.slice(0, 500)}`);
  return id;
}

const DOCUMENT = 'subscription { deliveryStatusChanged { appointmentId status occurredAt cursor } }';

/** One subscription to all that staff may see. */
async function watchSent(serverUrl: string, token: string) {
  const sentAt = new Map<string, number>();
  const since = Date.now(); // a database of its own, on a log that has what the rounds before sent: that is seen again
  const socket = await openLiveSocket(serverUrl, token);
  socket.on('message', (data) => {
    const text = String(data);
    if (!text.includes('"status":"SENT"')) return;
    const appointmentId = /"appointmentId":"([^"]+)"/.exec(text)?.[1];
    const occurredAt = /"occurredAt":"([^"]+)"/.exec(text)?.[1] ?? '';
    if (appointmentId !== undefined && Date.parse(occurredAt) >= since) sentAt.set(appointmentId, performance.now());
  });
  subscribe(socket, DOCUMENT);
  return { sentAt, [Symbol.dispose]: () => socket.terminate() };
}
