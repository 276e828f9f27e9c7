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

const DOCUMENT = 'subscription { deliveryStatusChanged { cursor deliveryId appointmentId status attempt } }';
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
  const before = (await engine.usage()).rss;
  const crowd = await gather(engine, idle);
  const { rss } = await engine.usage();
  crowd.leave();
  return (rss - before) / 1_024 / idle;
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

async function measure(what: string, once: (name: EngineName) => Promise<number>): Promise<void> {
  const found: Record<EngineName, number[]> = { raw: [], plain: [], belltower: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of engineNames) found[name].push(await once(name));
  }
  const [raw, plain, ours] = engineNames.map((name) => medianOf(found[name])) as [number, number, number];
  const cells = [raw.toFixed(1), plain.toFixed(1), `**${ours.toFixed(1)}**`, ratio(raw, ours), ratio(plain, ours)];
  console.log(`| ${what} | ${cells.join(' | ')} |`);
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
await measure(`CPU a message, ${subscribers} equal subscribers, one change at a time (µs)`, (name) =>
  fanOutMicros(name, 1, subscribers),
);
await measure('the same, ten changes at a time (µs)', (name) => fanOutMicros(name, 10, subscribers));
await measure('CPU a change, one subscriber, one change at a time (µs)', (name) => fanOutMicros(name, 1, 1));
await measure(`memory of an idle subscription, ${idle} sockets (KiB)`, idleKiB);
