import { until } from '@belltower/dev/until';
import type { NewRecord } from '@belltower/event-log';
import { cursorNow } from '../testbed/caller.ts';
import { metricOf } from '../testbed/metric-of.ts';
import { startClient } from './clients.ts';
import type { Appointment } from './customers.ts';
import { expectedOf, followLog, keyOf, type LoggedChange } from './expected-changes.ts';
import { countPairs } from './pairs.ts';
import type { FeedStage } from './stage.ts';
import { createStatusSequence } from './status-record.ts';
import { signToken } from './tokens.ts';

/** Staff who watch everything beside whatever else goes on, with changes coming all the time. */
export type ControlSubscriber = Awaited<ReturnType<typeof startControlSubscriber>>;

/** Starts it on the first server: a change every 50 ms, of an appointment of its own. */
export async function startControlSubscriber(stage: FeedStage, appointment: Appointment, audience?: string) {
  const logged: LoggedChange[] = [];
  await using started = new AsyncDisposableStack();
  started.use(followLog(stage.log, (one) => logged.push(one)));
  const [server] = stage.servers;
  const [log] = await stage.log.positions('notifications.status');
  const alreadyLogged = log?.end ?? 0;
  const role = 'staff';
  const token = await signToken({ sub: 'bystander', role, ...(audience === undefined ? {} : { audience }) });
  const after = await cursorNow(server, token);
  const client = started.use(
    startClient({ kind: 'ws', url: () => server.url, token, appointmentId: null, after, offlineMs: () => 100 }),
  );
  await until('it listens', async () => (await metricOf(server, 'server_feed_listeners')) === 1);
  await until('the bookings are read back', () => logged.length >= alreadyLogged);
  const before = logged.length;

  const sequences = appointment.deliveries.map((delivery) => createStatusSequence(delivery));
  let appending = Promise.resolve();
  const append = (records: readonly NewRecord[]) => {
    appending = appending.then(() => stage.log.append(records));
    return appending;
  };
  let nth = 0;
  const trickle = setInterval(() => {
    append([sequences[nth++ % sequences.length]?.() ?? []].flat()).catch(() => {}); // every later one rejects as well
  }, 50);
  started.defer(async () => {
    clearInterval(trickle);
    await appending.catch(() => {});
  });

  const owned = started.move();
  return {
    logged: logged as readonly LoggedChange[],
    append,
    /**
     * Waits until every change in the log has arrived here.
     *
     * @throws when something came wrong, or its socket was ever cut
     */
    async undisturbed() {
      await appending;
      const upTo = logged.length;
      const wanted = () => expectedOf(logged.slice(before, upTo));
      await until('the bystander has it all', () => client.changes.length >= wanted().length);
      const got = client.changes.slice(0, wanted().length).map(keyOf);
      const { expected, received, twice, unexpected, outOfOrder } = countPairs(wanted(), got);
      const wrong = { missing: expected - received, twice, unexpected, outOfOrder, cuts: client.opened - 1 };
      if (Object.values(wrong).some((count) => count > 0) || client.refusals.length > 0) {
        throw new Error(`the bystander was disturbed: ${JSON.stringify({ ...wrong, refusals: client.refusals })}`);
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
