/** One trace from the caller's request over outbox, log and provider back to the subscriber; and none without an endpoint. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { createClient } from 'graphql-ws';
import { expect, it } from 'vitest';
import WebSocket from 'ws';
import { appointmentInput, BOOK, book } from '../testbed/book.ts';
import { type Caller, callAs, statusesOf } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

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
    /** Looks at one trace: its spans of one name, and the spans those are below. */
    in(traceId: string) {
      const all = () => spans.filter((span) => span.traceId === traceId);
      const named = (name: string) => all().filter((span) => span.name === name);
      const parentsOf = (name: string) => [...new Set(named(name).map(({ parentSpanId }) => parentSpanId))];
      const idsOf = (name: string) => named(name).map(({ spanId }) => spanId);
      return { all, named, parentsOf, idsOf };
    },
    spans,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The context of a caller whose requests belong to a trace: a new trace, and the caller's span in it. */
function traced() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` };
}

interface CreatedAppointment {
  readonly createAppointment: { readonly feedCursor: string; readonly appointment: { readonly id: string } };
}

async function post<Data>(url: string, { token }: Caller, traceparent: string, body: object): Promise<Data> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, traceparent },
    body: JSON.stringify(body),
  });
  const { data } = (await answer.json()) as { data: Data };
  return data;
}

async function bookIn(url: string, caller: Caller, traceparent: string) {
  const input = appointmentInput({ phone: '+15005550430' }); // two refusals, then accepted
  const { createAppointment } = await post<CreatedAppointment>(url, caller, traceparent, {
    query: BOOK,
    variables: { input },
  });
  return { id: createAppointment.appointment.id, feedCursor: createAppointment.feedCursor };
}

/** Sends one operation over a socket of its own; answers its first result. */
async function overSocket<Data>(url: string, { token }: Caller, query: string, rest: object): Promise<Data> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const results = client.iterate({ query, ...rest });
  const { value } = await results.next();
  await client.dispose();
  if (!value?.data) throw new Error(`the server answered ${JSON.stringify(value)}`);
  return value.data as Data;
}

it('the spans of a booking are in one trace, below the span of its caller', async () => {
  await using collector = await startCollector();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, POLICY_TIME_SCALE: '0.1' };
  await using system = await startSystem({ environment });
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const { traceId, spanId: caller, traceparent } = traced();
  const booked = await bookIn(system.server.url, customer, traceparent);
  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until(
    'both are delivered',
    () => statusesOf(watch.changes, 'SMS').includes('DELIVERED') && statusesOf(watch.changes, 'EMAIL').includes('SENT'),
  );

  const { all: ours, named, parentsOf, idsOf } = collector.in(traceId);
  await until(
    'the last step is traced',
    () =>
      named('publish sent').length === 2 && named('deliver sms').length === 1 && named('deliver email').length === 1,
  );
  const [request] = named('POST /graphql');
  expect(request).toMatchObject({ service: 'belltower-server', parentSpanId: caller, status: {} });
  expect(parentsOf('publish appointments.created')).toEqual([request?.spanId]);
  for (const channel of ['email', 'sms']) {
    expect(parentsOf(`deliver ${channel}`)).toEqual([request?.spanId]);
    expect(parentsOf(`send ${channel}`)).toEqual(idsOf(`deliver ${channel}`));
  }
  expect(named('send email').map(({ status }) => status)).toEqual([{ code: 0 }]);
  expect(named('send sms').map(({ status }) => status.message ?? null)).toEqual(['RATE_LIMITED', 'RATE_LIMITED', null]);
  const deliveries = ['email', 'sms'].flatMap((channel) => idsOf(`deliver ${channel}`)).sort();
  for (const status of ['queued', 'sent']) expect(parentsOf(`publish ${status}`).sort()).toEqual(deliveries);
  const known = new Set([caller, ...ours().map(({ spanId }) => spanId)]);
  for (const { name, parentSpanId } of ours()) expect(known.has(parentSpanId ?? ''), name).toBe(true);
});

it('the spans of a retry are in the trace of its caller, from the request to the last step', async () => {
  await using collector = await startCollector();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, POLICY_TIME_SCALE: '0.05' };
  await using system = await startSystem({ environment });
  const staff = await callAs(system.server.url, 'desk', 'staff');
  const booked = await book(staff, { phone: magicRecipients.invalid.number, notify: { sms: true } });
  const id = booked.deliveries[0]?.id;
  await using watch = staff.watch({ appointmentId: booked.id, after: booked.feedCursor });
  const countOf = (status: string) => watch.changes.filter((change) => change.status === status).length;
  await until('it has failed', () => countOf('FAILED') === 1);

  const again = traced();
  const retryAll = 'mutation ($ids: [ID!]!) { retryDeliveries(ids: $ids) { deliveries { id } } }';
  await post(system.server.url, staff, again.traceparent, { query: retryAll, variables: { ids: [id] } });
  await until('it has failed again', () => countOf('FAILED') === 2);
  const corrected = traced();
  const retry = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';
  const input = { id, phone: '+15555550177' };
  await post(system.server.url, staff, corrected.traceparent, { query: retry, variables: { input } });
  await until('it is delivered', () => countOf('DELIVERED') === 1);

  for (const [{ traceId, spanId }, last] of [
    [again, 'publish failed'],
    [corrected, 'publish sent'],
  ] as const) {
    const { named, parentsOf, idsOf } = collector.in(traceId);
    await until(`"${last}" is traced`, () => named(last).length === 1 && named('deliver sms').length === 1);
    expect(parentsOf('POST /graphql')).toEqual([spanId]);
    expect(parentsOf('publish notifications.retry-requested')).toEqual(idsOf('POST /graphql'));
    expect(parentsOf('publish queued')).toEqual(idsOf('deliver sms'));
    expect(parentsOf('deliver sms')).toEqual(idsOf('POST /graphql'));
    expect(parentsOf(last)).toEqual(idsOf('deliver sms'));
  }
});

it('the server traces each operation over a WebSocket, in the trace that it names or in one of its own', async () => {
  await using collector = await startCollector();
  await using system = await startSystem({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
  const { url } = system.server;
  const customer = await callAs(url, 'anna', 'customer');
  const [bookTrace, watchTrace] = [traced(), traced()];
  const { createAppointment } = await overSocket<CreatedAppointment>(url, customer, BOOK, {
    variables: { input: appointmentInput() },
    extensions: { traceparent: bookTrace.traceparent },
  });
  const subscription = `subscription ($id: ID, $after: String) {
    deliveryStatusChanged(appointmentId: $id, after: $after) { status }
  }`;
  await overSocket(url, customer, subscription, {
    variables: { id: createAppointment.appointment.id, after: createAppointment.feedCursor },
    extensions: { traceparent: watchTrace.traceparent },
  });
  await overSocket(url, customer, '{ feedCursor }', { extensions: { traceparent: 4711 } });

  const booked = collector.in(bookTrace.traceId);
  await until('the mail is traced', () => booked.named('deliver email').length === 1);
  expect(booked.parentsOf('WS /graphql')).toEqual([bookTrace.spanId]);
  expect(booked.parentsOf('publish appointments.created')).toEqual(booked.idsOf('WS /graphql'));
  expect(booked.parentsOf('deliver email')).toEqual(booked.idsOf('WS /graphql'));
  const typed = (span: Span | undefined) =>
    span?.attributes.find(({ key }) => key === 'graphql.operation.type')?.value.stringValue;
  const spans = () => collector.spans.filter(({ name }) => name === 'WS /graphql');
  await until('each operation is traced', () => spans().length === 3);
  expect(spans().map((span) => [typed(span), span.parentSpanId ?? null])).toEqual([
    ['mutation', bookTrace.spanId],
    ['subscription', watchTrace.spanId],
    ['query', null],
  ]);
  expect(collector.in(watchTrace.traceId).all()).toHaveLength(1);
});

it('the server traces nothing without an endpoint, and its records name no trace', async () => {
  await using system = await startSystem();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const { traceparent } = traced();
  await overSocket(system.server.url, customer, BOOK, {
    variables: { input: appointmentInput() },
    extensions: { traceparent },
  });
  const booked = await bookIn(system.server.url, customer, traceparent);
  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until('the mail is sent', () => statusesOf(watch.changes, 'EMAIL').includes('SENT'));
  await using log = openEventLog({ kind: 'postgres', url: system.database.url });
  expect((await log.positions('notifications.status'))[0]?.end).toBeGreaterThan(2);
  const named = await system.database.query(`select 1 from event_log.record where headers like '%traceparent%'`);
  expect(named).toEqual([]);
});
