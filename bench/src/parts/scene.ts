/** The real parts that benchmarks need: a durable PostgreSQL, a Kafka broker, a mail server, and the load. */
import { startKafka } from '@belltower/dev/kafka';
import { startPostgres } from '@belltower/dev/postgres';
import { createQuery } from '@belltower/dev/query';
import { startLoad } from './load.ts';
import { startPeer } from './peer.ts';
import { type Parts, startService } from './services.ts';

/** Durability stays on: what is measured without it is no product's number. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', max_wal_size: '4GB' };

/** Starts a PostgreSQL that writes as a real one does, with these settings; the rest starts when it is asked for. */
export async function openScene(settings: Readonly<Record<string, string>> = {}) {
  const started = new AsyncDisposableStack();
  const use = async <Part extends AsyncDisposable>(starting: Promise<Part>) => started.use(await starting);
  const startDurable = (more = {}) => use(startPostgres({ settings: { ...DURABLE, ...more } }));
  const postgres = await startDurable(settings);
  return {
    postgres,
    use,
    startDurable,
    /** Creates an empty database, and answers its URL. */
    async database(name = 'ours', on = postgres): Promise<string> {
      await createQuery(on.url)(`create database ${name}`);
      return on.urlOf(name);
    },
    /** @throws {Error} naming what is missing for a broker */
    broker: (onProgress: (text: string) => void) => use(startKafka({ onProgress })),
    /** The URL of a mail server that accepts everything, at once. */
    mailSink: async () =>
      (await use(startPeer({ name: 'mail sink', entry: 'bench/src/parts/mail-sink-server.ts' }))).url,
    load: () => use(startLoad()),
    peer: (name: string, entry: string, environment: Readonly<Record<string, string>> = {}) =>
      use(startPeer({ name, entry: `bench/${entry}-server.ts`, environment })),
    server: (parts: Parts) => use(startService('server', parts)),
    notifier: (parts: Parts & { readonly smtpUrl: string }) => use(startService('notifier', parts)),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
