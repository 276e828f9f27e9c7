/** The examples of docs/live-feed.md, run as they stand there, over a cut. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { createTestDatabase } from '@belltower/dev/test-database';
import { until } from '@belltower/dev/until';
import { expect, it } from 'vitest';
import { bookForCustomers } from './customers.ts';
import { startFeedStage } from './stage.ts';
import { createStatusSequence } from './status-record.ts';
import { signToken } from './tokens.ts';

const PAGE = new URL('../../../docs/live-feed.md', import.meta.url);
const ROOT = new URL('../../../', import.meta.url).pathname;

it('the examples resume with the code that the page shows', async () => {
  const page = await readFile(PAGE, 'utf8');
  const examples = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  expect(examples).toHaveLength(2);
  await using database = await createTestDatabase();
  await using stage = await startFeedStage({ databaseUrl: database.url });
  const [appointment] = await bookForCustomers(stage, ['anna'], 1);
  if (appointment === undefined) throw new Error('an appointment is needed');
  const { id: appointmentId, feedCursor: after, deliveries } = appointment;
  const token = await signToken({ sub: 'anna', role: 'customer' });
  const sequences = deliveries.map((delivery) => createStatusSequence(delivery));
  await using proxy = await startTcpProxy({ target: { port: Number(new URL(stage.servers[0].url).port) } });
  const options = JSON.stringify({ url: `ws://127.0.0.1:${proxy.port}/graphql`, appointmentId, after });

  const runs = examples.map((code) => {
    const run = `${code}\nwatch({ ...${options}, token: () => '${token}', onChange: ({ status, attempt }) => console.log(status, attempt) });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', run], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    return { child, lines: () => output.trim().split('\n') };
  });
  try {
    await until('the bookings are printed', () => runs.every(({ lines }) => lines().length === 2));
    proxy.cut();
    await stage.log.append(sequences.map((next) => next()));
    await until('what was missed is printed', () => runs.every(({ lines }) => lines().length === 4));
    await stage.log.append(sequences.map((next) => next()));
    const all = ['QUEUED 1', 'QUEUED 1', 'SENDING 1', 'SENDING 1', 'RETRYING 1', 'RETRYING 1'];
    await until('what comes then is printed', () => runs.every(({ lines }) => lines().length >= all.length));
    for (const { lines } of runs) expect(lines()).toEqual(all);
  } catch (error) {
    throw new Error(`the examples printed ${JSON.stringify(runs.map(({ lines }) => lines()))}`, { cause: error });
  } finally {
    for (const { child } of runs) {
      const gone = once(child, 'exit');
      if (child.kill()) await gone;
    }
  }
});
