/** Whatever is posted to the provider's callback: 403 unless it is signed, never a 5xx, and nothing changes that should not. */
import { createHmac } from 'node:crypto';
import { deliveryIdOf } from '@belltower/events';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { ACCOUNT } from '../../../notifier/testing/config.ts';
import { appointmentCreated, startWorld, until } from '../../../notifier/testing/world.ts';
import { anyText, hostileText } from './hostile-values.ts';
import { fuzzRuns } from './seed.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 }); // against hangs only, also on a loaded machine

const PUBLIC_URL = 'https://callbacks.example';

function signatureOf(url: string, form: ReadonlyMap<string, string>): string {
  const sorted = [...form].sort(([one], [other]) => (one < other ? -1 : 1));
  return createHmac('sha1', ACCOUNT.authToken)
    .update(Buffer.from(url + sorted.flat().join(''), 'utf8'))
    .digest('base64');
}

it('the notifier answers 204 or 403 to every callback, signed or not, and serves a good one afterwards', async () => {
  await using world = await startWorld();
  const notifier = await world.startNotifier({ publicUrl: PUBLIC_URL });
  const event = appointmentCreated({ sms: '+15555550123' });
  await world.append(event);
  await until('sent', () => world.statuses(event, 'sms').includes('sent 1'));
  const delivery = deliveryIdOf(event.event_id, 'sms');

  const wellFormed = anyText.map((text) => text.toWellFormed());
  const name = fc.oneof(fc.constantFrom('MessageStatus', 'MessageSid', 'ErrorCode', 'To', 'ErrorMessage'), wellFormed);
  const value = fc.oneof(fc.constantFrom('sent', 'queued', '30003', '99999', 'SM1', 'read '), wellFormed);
  const query = fc.oneof(
    fc.constant(`?delivery=${delivery}&attempt=1`),
    fc.constant(`?delivery=${delivery}&attempt=2`),
    fc.uuid().map((id) => `?delivery=${id}&attempt=1`),
    fc
      .tuple(wellFormed, wellFormed)
      .map(([one, other]) => `?delivery=${encodeURIComponent(one)}&attempt=${encodeURIComponent(other)}`),
    fc.constantFrom('', '?', '?delivery', `?delivery=${delivery}&delivery=x&attempt=1`, '?%zz=%', '?__proto__=1'),
  );
  const request = fc.record({
    query,
    form: fc.array(fc.tuple(name, value), { maxLength: 6 }).map((pairs) => new Map(pairs)),
    signed: fc.integer({ min: 0, max: 9 }).map((n) => n > 2),
    raw: fc.option(
      hostileText.map((text) => text.toWellFormed()),
      { freq: 9 },
    ),
    type: fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'multipart/form-data', ''),
  });
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 10, maxLength: 10 }), async (requests) => {
      const answers = await Promise.all(
        requests.map(async ({ query: search, form, signed, raw, type }) => {
          const path = `/callbacks/twilio${search}`;
          const signature = signed ? signatureOf(PUBLIC_URL + path, form) : (raw ?? '');
          const answer = await fetch(`http://127.0.0.1:${notifier.port}${path}`, {
            method: 'POST',
            headers: { 'content-type': type, 'x-twilio-signature': encodeURI(signature).slice(0, 500) },
            body: raw ?? new URLSearchParams([...form]).toString(),
          });
          return answer.status;
        }),
      );
      for (const status of answers) seen.set(status, (seen.get(status) ?? 0) + 1);
      expect(answers.filter((status) => ![204, 400, 403, 413, 415, 431].includes(status))).toEqual([]);
    }),
    fuzzRuns(150),
  );
  expect(seen.get(204) ?? 0, JSON.stringify([...seen])).toBeGreaterThan(20);
  expect(seen.get(403) ?? 0, JSON.stringify([...seen])).toBeGreaterThan(20);

  const path = `/callbacks/twilio?delivery=${delivery}&attempt=1`;
  const form = new Map([
    ['MessageSid', 'SM1'],
    ['MessageStatus', 'delivered'],
  ]);
  const answer = await fetch(`http://127.0.0.1:${notifier.port}${path}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': signatureOf(PUBLIC_URL + path, form) },
    body: new URLSearchParams([...form]),
  });
  expect(answer.status).toBe(204);
  await until('delivered', () => world.statuses(event, 'sms').includes('delivered 1'));
  expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1', 'delivered 1']);
});
