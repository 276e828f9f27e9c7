/** One trace from the caller's request over outbox, log and provider back to whoever watches; and none without an endpoint. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openEventLog } from '@belltower/event-log';
import { expect, it } from 'vitest';
import { BOOK, bookingInput } from './booking.ts';
import { callAs, statusesOf } from './caller.ts';
import { startSystem } from './system.ts';
import { until } from './until.ts';

interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

/** Takes traces as a collector does, and keeps their spans. */
async function startCollector() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const { resourceSpans } = JSON.parse(await text(request));
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes[0].value.stringValue;
      for (const scope of scopeSpans) spans.push(...scope.spans.map((span: object) => ({ service, ...span })));
    }
    response.writeHead(request.url === '/v1/traces' ? 200 : 404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bookIn(url: string, token: string, traceparent: string) {
  const input = bookingInput({ phone: '+15005550430' }); // two refusals, then accepted
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, traceparent },
    body: JSON.stringify({ query: BOOK, variables: { input } }),
  });
  const { data } = (await answer.json()) as {
    data: { createAppointment: { feedCursor: string; appointment: { id: string } } };
  };
  return { id: data.createAppointment.appointment.id, feedCursor: data.createAppointment.feedCursor };
}

it('tells of a booking in one trace, below the span of whoever asked for it', async () => {
  await using collector = await startCollector();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, POLICY_TIME_SCALE: '0.05' };
  await using system = await startSystem({ environment });
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const traceId = randomBytes(16).toString('hex');
  const caller = randomBytes(8).toString('hex');
  const booked = await bookIn(system.server.url, customer.token, `00-${traceId}-${caller}-01`);
  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until(
    'both are delivered',
    () => statusesOf(watch.changes, 'SMS').includes('DELIVERED') && statusesOf(watch.changes, 'EMAIL').includes('SENT'),
  );

  const ours = () => collector.spans.filter((span) => span.traceId === traceId);
  const named = (name: string) => ours().filter((span) => span.name === name);
  await until(
    'the last step is traced',
    () => named('tell sent').length === 2 && named('deliver sms').length === 1 && named('deliver email').length === 1,
  );
  const [request] = named('POST /graphql');
  expect(request).toMatchObject({ service: 'belltower-server', parentSpanId: caller, status: {} });
  const parentsOf = (name: string) => [...new Set(named(name).map(({ parentSpanId }) => parentSpanId))];
  expect(parentsOf('publish appointments.created')).toEqual([request?.spanId]);
  for (const channel of ['email', 'sms']) {
    expect(parentsOf(`deliver ${channel}`)).toEqual([request?.spanId]);
    expect(parentsOf(`send ${channel}`)).toEqual(named(`deliver ${channel}`).map(({ spanId }) => spanId));
  }
  expect(named('send email').map(({ status }) => status)).toEqual([{}]);
  expect(named('send sms').map(({ status }) => status.message ?? null)).toEqual(['RATE_LIMITED', 'RATE_LIMITED', null]);
  expect(parentsOf('tell queued')).toEqual([request?.spanId]);
  const deliveries = ['email', 'sms'].flatMap((channel) => named(`deliver ${channel}`).map(({ spanId }) => spanId));
  expect(parentsOf('tell sent').sort()).toEqual(deliveries.sort());
  const known = new Set([caller, ...ours().map(({ spanId }) => spanId)]);
  for (const { name, parentSpanId } of ours()) expect(known.has(parentSpanId ?? ''), name).toBe(true);
});

it('traces nothing without an endpoint, and its records name no trace', async () => {
  await using system = await startSystem();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const booked = await bookIn(system.server.url, customer.token, `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until('the mail is sent', () => statusesOf(watch.changes, 'EMAIL').includes('SENT'));
  await using log = openEventLog({ kind: 'postgres', url: system.database.url });
  expect((await log.positions('notifications.status'))[0]?.end).toBeGreaterThan(2);
  const named = await system.database.query(`select 1 from event_log.record where headers like '%traceparent%'`);
  expect(named).toEqual([]);
});
