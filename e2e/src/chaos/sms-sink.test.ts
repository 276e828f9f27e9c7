import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { Accept } from './observed.ts';
import { type SmsAnswer, startSmsSink } from './sms-sink.ts';

const account = { accountSid: 'AC1', authToken: 'secret' };
const headers = { authorization: `Basic ${Buffer.from('AC1:secret').toString('base64')}` };

async function withSink(
  answer: SmsAnswer,
  test: (url: string, accepts: readonly Accept[]) => Promise<void>,
): Promise<void> {
  const accepts: Accept[] = [];
  await using sink = await startSmsSink({
    ...account,
    answer: () => answer,
    onAccept: (accept) => accepts.push(accept),
  });
  await test(`http://127.0.0.1:${sink.port}/2010-04-01/Accounts/AC1/Messages.json`, accepts);
}

const form = (more: Record<string, string> = {}) =>
  new URLSearchParams({ To: '+15550000001', From: '+15550000000', Body: 'See you. ABC123', ...more });

it('accepts a message, tells of it by its reference, and lists it', async () => {
  await withSink({ kind: 'accept', answerAfterMs: 0 }, async (url, accepts) => {
    const created = await fetch(url, { method: 'POST', headers, body: form() });
    expect(created.status).toBe(201);
    expect(accepts).toMatchObject([{ channel: 'sms', address: '+15550000001', identity: 'ABC123' }]);
    const { sid } = (await created.json()) as { sid: string };
    const listed = await fetch(`${url}?To=%2B15550000001`, { headers });
    expect(await listed.json()).toMatchObject({ messages: [{ sid, body: 'See you. ABC123' }] });
    expect(await (await fetch(`${url}?To=%2B15550000002`, { headers })).json()).toMatchObject({ messages: [] });
  });
});

it('refuses with a code, or accepts without an answer', async () => {
  await withSink({ kind: 'refuse', status: 400, code: 21408 }, async (url, accepts) => {
    const refused = await fetch(url, { method: 'POST', headers, body: form() });
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: 21408 }]);
    expect(accepts).toEqual([]);
  });
  await withSink({ kind: 'swallow' }, async (url, accepts) => {
    await expect(fetch(url, { method: 'POST', headers, body: form() })).rejects.toThrow();
    expect(accepts).toHaveLength(1);
  });
});

it('knows nobody without the right password', async () => {
  await withSink({ kind: 'accept', answerAfterMs: 0 }, async (url) => {
    expect((await fetch(url, { method: 'POST', body: form() })).status).toBe(401);
  });
});

it('reports the arrival, signed over the URL without its fragment, until it is taken', async () => {
  const seen: { url: string; signature: unknown; body: string }[] = [];
  const server = createServer(async (request, response) => {
    seen.push({ url: request.url ?? '', signature: request.headers['x-twilio-signature'], body: await text(request) });
    response.writeHead(seen.length === 1 ? 503 : 204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await withSink({ kind: 'accept', answerAfterMs: 0 }, async (url) => {
    const body = form({ StatusCallback: `${origin}/callback?delivery=1#rc=5` });
    await fetch(url, { method: 'POST', headers, body });
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(2);
  });
  server.close();
  const params = [...new URLSearchParams(seen[1]?.body)].sort().map(([name, value]) => name + value);
  const signed = `${origin}/callback?delivery=1${params.join('')}`;
  expect(seen[1]?.signature).toBe(createHmac('sha1', 'secret').update(signed).digest('base64'));
});
