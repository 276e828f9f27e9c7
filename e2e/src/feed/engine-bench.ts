/**
 * `node e2e/src/feed/engine-bench.ts`: what an idle subscription holds, and what a message of fan-out costs, beside a
 * plain graphql-ws server and bare ws in the same run. It reports, and judges nothing.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { until } from '../until.ts';
import { type Engine, type EngineName, engineNames, startEngine } from './bench-engines.ts';
import { signToken } from './tokens.ts';

const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '10000' },
    subscribers: { type: 'string', default: '1000' },
    events: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
  },
});
const [idle, subscribers, events, rounds] = [values.idle, values.subscribers, values.events, values.rounds].map(
  Number,
) as [number, number, number, number];

/** What the web client asks for. */
const DOCUMENT = `subscription Watch($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {
    cursor replayed deliveryId appointmentId channel status attempt
    error { code message retryable }
    nextAttemptAt occurredAt
  }
}`;
const token = await signToken({ sub: 'desk', role: 'staff' });

interface Crowd {
  received(): number;
  leave(): void;
}

/** Opens so many sockets with one equal subscription each, and waits until the server counts them all. */
async function gather(engine: Engine, count: number): Promise<Crowd> {
  let received = 0;
  const sockets: WebSocket[] = [];
  const join = async () => {
    const socket = new WebSocket(`${engine.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    sockets.push(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    await once(socket, 'message');
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data) && data.includes('"type":"next"')) received++;
    });
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: DOCUMENT } }));
  };
  for (let from = 0; from < count; from += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - from) }, join));
  }
  await until('all are counted', async () => (await engine.usage()).subscriptions >= count, 120_000);
  return {
    received: () => received,
    leave() {
      for (const socket of sockets) socket.terminate();
    },
  };
}

/** KiB of resident memory for each idle subscription. The first hundred warm the server up. */
async function idleKiB(name: EngineName): Promise<number> {
  await using engine = await startEngine(name);
  const warm = await gather(engine, 100);
  warm.leave();
  await until('the first are gone', async () => (await engine.usage()).subscriptions === 0);
  const before = await heldBy(engine);
  const crowd = await gather(engine, idle);
  const after = await heldBy(engine);
  crowd.leave();
  return (after - before) / 1_024 / idle;
}

/** Resident memory once garbage is collected: the least of some looks, since pages are given back slowly. */
async function heldBy(engine: Engine): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 10; look++) {
    await engine.collect();
    await new Promise((resolve) => setTimeout(resolve, 200));
    least = Math.min(least, (await engine.usage()).rss);
  }
  return least;
}

/** Microseconds of the server's CPU for each message, when so many changes happen at a time, to so many subscribers. */
async function fanOutMicros(name: EngineName, atATime: number, subscribers: number): Promise<number> {
  await using engine = await startEngine(name);
  const crowd = await gather(engine, subscribers);
  const run = async (goes: number) => {
    for (let go = 0; go < goes; go++) {
      const due = crowd.received() + subscribers * atATime;
      await engine.publish(atATime);
      const late = Date.now() + 60_000;
      while (crowd.received() < due) {
        if (Date.now() > late) throw new Error(`${name}: ${due} messages were expected, got ${crowd.received()}`);
        await new Promise(setImmediate);
      }
    }
  };
  await run(10);
  const before = await engine.usage();
  await run(events / atATime);
  const after = await engine.usage();
  crowd.leave();
  return (after.cpuMicros - before.cpuMicros) / (events * subscribers);
}

type Medians = Readonly<Record<EngineName, number>>;

async function measure(what: string, once: (name: EngineName) => Promise<number>): Promise<Medians> {
  const found: Record<EngineName, number[]> = { raw: [], plain: [], belltower: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of engineNames) found[name].push(await once(name));
  }
  const { raw, plain, belltower } = found;
  return report(what, { raw: medianOf(raw), plain: medianOf(plain), belltower: medianOf(belltower) });
}

function report(what: string, medians: Medians): Medians {
  const { raw, plain, belltower: ours } = medians;
  const cells = [raw.toFixed(1), plain.toFixed(1), `**${ours.toFixed(1)}**`, ratio(raw, ours), ratio(plain, ours)];
  console.log(`| ${what} | ${cells.join(' | ')} |`);
  return medians;
}

/** What a message costs beyond what its change costs for one subscriber alone: reading the log and storing it. */
function beyond(message: Medians, change: Medians): Medians {
  const of = (name: EngineName) => message[name] - change[name] / subscribers;
  return { raw: of('raw'), plain: of('plain'), belltower: of('belltower') };
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function ratio(theirs: number, ours: number): string {
  return `${(theirs / ours).toFixed(2)}x`;
}

console.log(
  '| | bare ws | plain graphql-ws | Belltower | bare ÷ ours | plain ÷ ours |\n| --- | ---: | ---: | ---: | ---: | ---: |',
);
const single = await measure(`CPU a message: ${subscribers} equal subscribers, one change at a time (µs)`, (name) =>
  fanOutMicros(name, 1, subscribers),
);
const ten = await measure('the same, ten changes at a time (µs)', (name) => fanOutMicros(name, 10, subscribers));
const alone = await measure('CPU a change: one subscriber, one at a time (µs)', (name) => fanOutMicros(name, 1, 1));
const aloneOfTen = await measure('the same, ten at a time (µs)', (name) => fanOutMicros(name, 10, 1));
report('the engine alone, one at a time: row 1 less row 3 for each subscriber (µs)', beyond(single, alone));
report('the engine alone, ten at a time: row 2 less row 4 for each subscriber (µs)', beyond(ten, aloneOfTen));
await measure(`memory of an idle subscription, ${idle} sockets (KiB)`, idleKiB);
