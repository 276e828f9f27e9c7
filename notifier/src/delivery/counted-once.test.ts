import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ACCOUNT } from '../../testing/config.ts';
import { appointmentCreated, startWorld, until } from '../../testing/world.ts';

/** Answers a message only after its callbacks were taken; each is repeated until then: a provider whose callbacks overtake its answers. */
async function startHastyProvider(statuses: readonly string[], calledBack: () => void) {
  const server = createServer(async (request, response) => {
    const callback = new URL(new URLSearchParams(await text(request)).get('StatusCallback') ?? '');
    callback.hash = '';
    const sid = `SM${callback.searchParams.get('delivery')?.replaceAll('-', '')}`;
    for (const status of statuses) {
      const form = { MessageSid: sid, MessageStatus: status, ...(status === 'undelivered' && { ErrorCode: '30005' }) };
      const sorted = Object.entries(form).toSorted(([one], [other]) => (one < other ? -1 : 1));
      const signature = createHmac('sha1', ACCOUNT.authToken).update(callback.href + sorted.flat().join(''));
      const headers = { 'x-twilio-signature': signature.digest('base64') };
      let answer = 0;
      while (answer !== 204) {
        answer = (await fetch(callback, { method: 'POST', headers, body: new URLSearchParams(form) })).status;
      }
      calledBack();
    }
    const body = JSON.stringify({ sid, status: 'queued' });
    response.writeHead(201, { 'content-type': 'application/json' }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A notifier whose SMS go to such a provider, and what its metrics say. */
async function startHastyWorld(statuses: readonly string[]) {
  await using started = new AsyncDisposableStack();
  let answered = 0;
  const provider = started.use(
    await startHastyProvider(statuses, () => {
      answered += 1;
    }),
  );
  const world = started.use(await startWorld());
  const port = await world.freePort();
  const sms = {
    ...ACCOUNT,
    sender: { from: '+15005550006' },
    apiUrl: provider.url,
    limits: { ratePerSecond: 10_000, maxConcurrent: 100 },
  };
  await world.startNotifier({ port, publicUrl: `http://127.0.0.1:${port}`, sms });
  const own = started.move();
  return {
    world,
    /** How many callbacks were taken. */
    answered: () => answered,
    /** The value of a series, 0 while there is none. */
    async counted(series: string): Promise<number> {
      const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(
        page
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length + 1) ?? 0,
      );
    },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

const TOTAL = 20;
const events = () => Array.from({ length: TOTAL }, (_, i) => appointmentCreated({ sms: `+155555501${10 + i}` }));

it('a message whose callback overtakes the answer is counted as sent once, also when its event and its callback come again', async () => {
  await using hasty = await startHastyWorld(['sent', 'sent']);
  const { world, counted } = hasty;
  const booked = events();
  await world.append(...booked);
  await world.finished(TOTAL);
  await world.append(...booked);
  await world.finished(2 * TOTAL);
  expect(hasty.answered()).toBe(2 * TOTAL);
  expect(await counted('notifier_sent_total{channel="sms",kind="confirmation"}')).toBe(TOTAL);
  expect(await counted('notifier_booked_to_sent_seconds_count{channel="sms"}')).toBe(TOTAL);
  expect(await counted('notifier_repeats_total{channel="sms"}')).toBe(TOTAL);
});

it('a message that the provider confirms, or refuses, before its answer is counted as sent once, and as failed once', async () => {
  for (const [last, failures] of [['delivered', 0] as const, ['undelivered', TOTAL] as const]) {
    await using hasty = await startHastyWorld(['sent', last, last]);
    const { world, counted } = hasty;
    await world.append(...events());
    await world.finished(TOTAL);
    await until('all callbacks answered', () => hasty.answered() === 3 * TOTAL);
    expect(await counted('notifier_sent_total{channel="sms",kind="confirmation"}')).toBe(TOTAL);
    expect(await counted('notifier_booked_to_sent_seconds_count{channel="sms"}')).toBe(TOTAL);
    expect(await counted('notifier_failed_total{channel="sms",kind="confirmation",code="UNDELIVERED"}')).toBe(failures);
  }
});
