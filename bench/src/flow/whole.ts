/** The whole way from a booking to its mail, ours and the textbook's: server, notifier, their PostgreSQL, and a log. */
import { type Peer, startPeer } from '../parts/peer.ts';
import { signToken } from '../parts/scene.ts';
import { startOurNotifier, startOurServer } from '../parts/services.ts';
import { type Watch, watchSent } from './watch.ts';

/** A running whole. */
export interface Whole extends AsyncDisposable {
  readonly server: Peer;
  readonly notifier: Peer;
  /** A token of staff. */
  readonly token: string;
  /** How many confirmations there were so far: SENT seen on a subscription, or for the textbook, messages finished. */
  confirmed(): Promise<number>;
  /** Absent for the textbook: it has no subscription. */
  readonly watch: Watch | null;
}

/** What it stands on. */
export interface WholeOptions {
  readonly databaseUrl: string;
  /** Null: the event log is in PostgreSQL. */
  readonly brokers: string | null;
  readonly smtpUrl: string;
}

/** As `npm start` keeps it: what was compiled before is read. */
const COMPILED = { NODE_COMPILE_CACHE: new URL('../../../.data/compile-cache', import.meta.url).pathname };

/** Starts ours. */
export async function startOurs(options: WholeOptions): Promise<Whole> {
  await using started = new AsyncDisposableStack();
  const starting = startOurNotifier({ ...options, environment: COMPILED });
  const server = started.use(await startOurServer({ ...options, environment: COMPILED }));
  const notifier = started.use(await starting);
  const token = await signToken('desk', 'staff');
  const watch = started.use(await watchSent(server.url, token));
  const own = started.move();
  return {
    server,
    notifier,
    token,
    watch,
    confirmed: async () => watch.sentAt.size,
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

/** Starts the textbook's, which does the same work, on Kafka. */
export async function startTextbook({ databaseUrl, brokers, smtpUrl }: WholeOptions): Promise<Whole> {
  await using started = new AsyncDisposableStack();
  const environment = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers ?? '', SMTP_URL: smtpUrl, EQUAL: '1' };
  const start = (name: string) => startPeer({ name, entry: `bench/peers/${name}-server.ts`, environment });
  const server = started.use(await start('textbook'));
  const notifier = started.use(await start('textbook-notifier'));
  const own = started.move();
  return {
    server,
    notifier,
    token: await signToken('desk', 'staff'),
    watch: null,
    confirmed: () => notifier.call<number>('finished'),
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}
