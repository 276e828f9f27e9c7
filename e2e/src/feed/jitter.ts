/**
 * The jitter run: clients are cut at random while events flow, stay away for a while, and come back, to whichever
 * server there is. Each has a twin on a plain graphql-ws server that is cut at the same moment.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@belltower/dev/until';
import { createRandom, type Random } from '../chaos/random.ts';
import { cursorNow } from '../testbed/caller.ts';
import { repeatedly } from '../testbed/repeatedly.ts';
import { type ClientKind, clientKinds, type FeedClient, startClient } from './clients.ts';
import { type Appointment, bookForCustomers } from './customers.ts';
import { expectedOf, followLog, keyOf, type LoggedChange } from './expected-changes.ts';
import { countPairs, type Pairs } from './pairs.ts';
import { startPlainServer } from './plain-server.ts';
import { type FeedStage, startFeedStage } from './stage.ts';
import { createStatusSequence } from './status-record.ts';
import { signToken } from './tokens.ts';

/** How hard a run is. */
export interface JitterOptions {
  readonly databaseUrl: string;
  /** Addresses of Kafka, which then holds the event log, in three partitions, instead of the database. */
  readonly brokers?: readonly string[] | undefined;
  readonly seed: number;
  readonly clients: number;
  /** How long events flow, in milliseconds. */
  readonly runMs: number;
  readonly eventsPerSecond: number;
  /** How often each client is cut, and how long it stays away, on average, in milliseconds. */
  readonly cutEveryMs: number;
  readonly offlineMs: number;
  /** How often one of the two servers is killed; it is down for `downMs`. */
  readonly kills: number;
  readonly downMs: number;
  /** How long clients may take to catch up at the end, in milliseconds: a hang limit, not a bar. */
  readonly settleMs: number;
  onProgress?(text: string): void;
}

/** How one client fared. */
export interface ClientResult {
  readonly server: 'belltower' | 'plain';
  readonly kind: ClientKind;
  readonly watches: 'appointment' | 'user' | 'staff';
  readonly pairs: Pairs;
  readonly refusals: readonly string[];
}

/** What a run came to. */
export type JitterReport = Awaited<ReturnType<typeof runJitter>>;

/** Those of our clients that did not get everything, in order, once. */
export function wrongedIn({ results }: JitterReport): ClientResult[] {
  return results.filter(
    ({ server, refusals, pairs: { expected, received, twice, unexpected, outOfOrder } }) =>
      server === 'belltower' && (refusals.length > 0 || received < expected || twice + unexpected + outOfOrder > 0),
  );
}

/** Runs it. */
export async function runJitter(options: JitterOptions) {
  const { databaseUrl, brokers, onProgress = () => {} } = options;
  const random = createRandom(options.seed);
  const environment = { TOPIC_PARTITIONS: '3' };
  await using stage = await startFeedStage({ databaseUrl, brokers, servers: 2, environment });
  await using plain = await startPlainServer();
  const names = Array.from({ length: Math.max(4, Math.round(options.clients / 6)) }, (_, index) => `customer-${index}`);
  const appointments = await bookForCustomers(stage, names, 2);
  const ownerOf = new Map(appointments.map(({ id, userId }) => [id, userId]));
  const logged: LoggedChange[] = [];
  await using _reader = followLog(stage.log, (one) => {
    logged.push(one);
    plain.publish({ ...one, userId: ownerOf.get(one.appointmentId) ?? '' });
  });
  await until('the bookings are read back', () => logged.length >= appointments.length * 2);
  onProgress(`${appointments.length} appointments are booked`);

  await using cast = new AsyncDisposableStack();
  const arena = { stage, plainUrl: plain.url, appointments, logged, offlineMs: options.offlineMs };
  const contestants = await Promise.all(
    Array.from({ length: options.clients }, (_, index) => enter(index, arena, random.fork(`client ${index}`))),
  );
  for (const { client, twin } of contestants) {
    cast.use(client);
    cast.use(twin);
  }

  await until('everybody watches the plain server', () => plain.listeners === contestants.length);

  const sequences = appointments.flatMap(({ deliveries }) =>
    deliveries.map((delivery) => createStatusSequence(delivery)),
  );
  const everybodyHas = (count: number) => () =>
    logged.length >= count &&
    contestants.every(
      ({ client, expected }) => client.changes.length >= expected().length || client.refusals.length > 0,
    );
  const before = logged.length;
  const [startedAt, forEvents, forCuts] = [Date.now(), random.fork('events'), random.fork('cuts')];
  let [produced, cuts, lastCutAt] = [0, 0, startedAt];
  {
    /** Status events of all deliveries, in uneven batches. */
    await using _events = repeatedly(async () => {
      const due = Math.floor(((Date.now() - startedAt) / 1_000) * options.eventsPerSecond) - produced;
      const any = () => sequences[forEvents.between(0, sequences.length)]?.() ?? [];
      const batch = Array.from({ length: due }, any).flat();
      if (batch.length > 0) await stage.log.append(batch);
      produced += batch.length;
      return TICK_MS * 2 * forEvents.next();
    });
    /** A client and its twin, each about as often as it should be. */
    await using _cuts = repeatedly(() => {
      const sinceMs = Date.now() - lastCutAt;
      for (const { client, twin } of contestants) {
        if (!forCuts.chance(sinceMs / options.cutEveryMs)) continue;
        cuts++;
        client.cut();
        twin.cut();
      }
      lastCutAt += sinceMs;
      return TICK_MS;
    });
    await Promise.all([pause(options.runMs), killServers(stage, options)]);
  }
  const { kills } = options;
  onProgress(`${produced} events, ${cuts} cuts, ${kills} kills: now everybody catches up`);
  const since = Date.now();
  const settled = await settle(everybodyHas(before + produced), options);
  const settledMs = settled ? Date.now() - since : null;
  // A last word of each delivery: what would come again has come before it.
  await stage.log.append(sequences.map((next) => next()));
  const events = produced + sequences.length;
  await settle(everybodyHas(before + events), options);
  const results = contestants.flatMap(({ kind, watches, client, twin, expected }): ClientResult[] => {
    const wanted = expectedOf(expected());
    const resultOf = (
      server: ClientResult['server'],
      { changes, refusals }: FeedClient,
      due = wanted,
    ): ClientResult => {
      return { server, kind, watches, refusals, pairs: countPairs(due, changes.map(keyOf)) };
    };
    // The plain server replays nothing: its twin only has to get what happened once all clients were connected.
    return [resultOf('belltower', client), resultOf('plain', twin, wanted.slice(bookedFor(watches)))];
  });
  return {
    seed: options.seed,
    results,
    events,
    cuts,
    kills,
    /** From the last event until the last client had everything, in milliseconds; null: not within the limit. */
    settledMs,
  };
}

/** Answers whether it became so within the limit; the counts show what is missing. */
async function settle(isSettled: () => boolean, { settleMs }: JitterOptions): Promise<boolean> {
  return await until('everybody has everything', isSettled, settleMs).catch(() => false);
}

/** How many of a client's expected changes are those of the booking: two deliveries were admitted. */
function bookedFor(watches: ClientResult['watches']): number {
  return watches === 'appointment' ? 2 : 0;
}

interface Arena {
  readonly stage: FeedStage;
  readonly plainUrl: string;
  readonly appointments: readonly Appointment[];
  readonly logged: readonly LoggedChange[];
  readonly offlineMs: number;
}

/** A client of each kind for each sort of stream, each from a cursor of its own, and its twin. */
async function enter(index: number, arena: Arena, random: Random) {
  const { stage, plainUrl, appointments, logged } = arena;
  const kind = clientKinds[index % clientKinds.length] ?? 'ws';
  const watches = (['appointment', 'user', 'staff'] as const)[Math.floor(index / 3) % 3] ?? 'staff';
  const appointment = appointments[random.between(0, appointments.length)];
  if (appointment === undefined) throw new Error('at least one appointment is needed');
  const { id, userId, feedCursor } = appointment;
  const token = await signToken(
    watches === 'staff' ? { sub: `desk-${index}`, role: 'staff' } : { sub: userId, role: 'customer' },
  );
  const own = new Set(appointments.filter((one) => one.userId === userId).map((one) => one.id));
  const from = watches === 'appointment' ? 0 : logged.length;
  const shared = {
    kind,
    token,
    appointmentId: watches === 'appointment' ? id : null,
    offlineMs: () => arena.offlineMs * (0.5 + random.next()),
  };
  return {
    kind,
    watches,
    client: startClient({
      ...shared,
      after: watches === 'appointment' ? feedCursor : await cursorNow(stage.servers[0], token),
      url: () => urlOf(stage, index),
    }),
    twin: startClient({ ...shared, after: null, url: () => plainUrl }),
    expected(): LoggedChange[] {
      const since = logged.slice(from);
      switch (watches) {
        case 'appointment':
          return since.filter(({ appointmentId }) => appointmentId === id);
        case 'user':
          return since.filter(({ appointmentId }) => own.has(appointmentId));
        case 'staff':
          return since;
      }
    },
  };
}

/** Half of the clients belong to each server, and all to the one that is left. */
function urlOf({ servers }: FeedStage, index: number): string {
  const own = servers[index % servers.length];
  return (own?.running() ? own : (servers.find((server) => server.running()) ?? servers[0])).url;
}

const TICK_MS = 50;

/** Kills one server after the other, with SIGKILL, at even distances. */
async function killServers({ servers }: FeedStage, { runMs, kills, downMs }: JitterOptions): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    await pause(Math.max(0, runMs / (kills + 1) - (kill === 0 ? 0 : downMs)));
    const victim = servers[kill % servers.length];
    await victim?.signal('SIGKILL');
    await pause(downMs);
    await victim?.start();
  }
}
