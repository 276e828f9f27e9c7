/** `npm run demo`: books a stream of appointments at a running Belltower, some bound to fail, moves and cancels some, to watch the desk at work. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { StartError } from '../process/start-error.ts';
import { awaitStopRequest } from '../process/stop-request.ts';
import { runDemo } from './demo/run-demo.ts';
import { orUsage } from './or-usage.ts';

const USAGE = `Usage: npm run demo -- [--url http://localhost:4000] [--rate 1] [--count 20]

  --url    where Belltower runs, as "npm start" says (default: http://localhost:4000)
  --rate   bookings a second, from 0.1 to 50 (default: 1)
  --count  how many bookings, from 1 to 10000 (default: 20)`;

const optionsSchema = z.object({
  url: z
    .url({ protocol: /^https?$/, error: '--url: an address such as http://localhost:4000 is expected' })
    .default('http://localhost:4000')
    .transform((url) => url.replace(/\/+$/, '')),
  rate: z.coerce
    .number('--rate: a number is expected')
    .min(0.1, '--rate: 0.1 or more is expected')
    .max(50, '--rate: at most 50 is expected')
    .default(1),
  count: z.coerce
    .number('--count: a number is expected')
    .int('--count: a whole number is expected')
    .min(1, '--count: 1 or more is expected')
    .max(10_000, '--count: at most 10000 is expected')
    .default(20),
});

const text = { type: 'string' } as const;
const options = await orUsage(USAGE, () => {
  return optionsSchema.parse(parseArgs({ options: { url: text, rate: text, count: text } }).values);
});
if (options !== null) {
  const { signal } = awaitStopRequest(console.log);
  try {
    await runDemo(options, console.log, signal);
  } catch (error) {
    if (!signal.aborted) {
      console.error(error instanceof StartError ? error.message : error);
      process.exitCode = 1;
    }
  }
}
