import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSchema, GraphQLError, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { RescheduleAppointmentInput } from '../src/generated/graphql.ts';
import type {
  Appointment,
  CancelAppointmentInput,
  CreateAppointmentInput,
  Delivery,
  Issue,
  RetryDeliveryInput,
} from '../src/index.ts';
import { createScriptedFeed } from './scripted-feed.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** How one HTTP request ends: answered, done but its answer lost, never answered, a proxy's page, or refused. */
export type HttpScript =
  | 'answer'
  | 'lose-answer'
  | 'hang'
  | { readonly status: number }
  | { readonly code: string; readonly retryAfterMs?: number };
/** How a connection_init ends. */
export type TokenVerdict = 'accepted' | 'expired' | 'unknown';

interface Viewer {
  readonly id: string;
  readonly role: 'CUSTOMER' | 'STAFF';
}

/**
 * A small real server of schema.graphql, over HTTP and graphql-transport-ws, with the data and faults that a test scripts.
 * It keeps the requests it got, for assertions.
 */
export async function startScriptedServer({
  port = 0,
  verdict = (_token: string): TokenVerdict => 'accepted',
  viewerOf = (_token: string): Viewer => ({ id: 'anna', role: 'CUSTOMER' }),
  otherwise = (_request: IncomingMessage, response: ServerResponse): void => void response.writeHead(404).end(),
} = {}) {
  const feed = createScriptedFeed();
  const appointments: Appointment[] = [];
  const booked = new Map<string, { readonly input: string; readonly appointment: Appointment; feedCursor: string }>();
  const acknowledgements = new Map<string, Delivery['acknowledgement']>();
  const script: HttpScript[] = [];
  const requests: { readonly authorization: string; readonly body: string }[] = [];
  const tokens: string[] = [];

  const rootOf = (viewer: Viewer) => ({
    me: viewer,
    feedCursor: () => feed.cursor(),
    appointment: ({ id }: { id: string }) => appointments.filter((one) => one.id === id).map(withStatus)[0] ?? null,
    appointments: (page: PageArguments) => pageOf(appointments.toReversed().map(withStatus), page),
    delivery: ({ id }: { id: string }) => allDeliveries().find((one) => one.id === id) ?? null,
    deliveries: (page: PageArguments) => pageOf(allDeliveries().toReversed(), page),
    deliveryCounts: () => [{ channel: 'EMAIL', status: 'SENT', count: allDeliveries().length }],
    retryDelivery: ({ input }: { input: RetryDeliveryInput }) => ({ delivery: retry(input) }),
    retryDeliveries: ({ ids }: { ids: readonly string[] }) => retryAll(ids),
    acknowledgeDelivery: ({ id, note }: { id: string; note?: string | null }) => acknowledge(id, note ?? null, viewer),
    problems: () => waiting(),
    deliveryTimings: ({ since }: { since: string }) => [
      { start: since, channel: 'EMAIL', sent: allDeliveries().length, p50Ms: 20, p95Ms: 40 },
    ],
    deliveryStatistics: ({ since }: { since: string }) => statistics(since),
    rescheduleAppointment: ({ input }: { input: RescheduleAppointmentInput }) => change(input, moved(input)),
    cancelAppointment: ({ input }: { input: CancelAppointmentInput }) => change(input, cancelled(input)),
    createAppointment: ({ input }: { input: CreateAppointmentInput }) => book(input, viewer),
    deliveryStatusChanged: ({ appointmentId, after }: { appointmentId?: string | null; after?: string | null }) =>
      named(feed.subscribe(appointmentId ?? null, after ?? null)),
  });

  function book(input: CreateAppointmentInput, viewer: Viewer) {
    const issues = issuesOf(input);
    if (issues.length > 0) {
      throw new GraphQLError('The input has problems.', { extensions: { code: 'BAD_USER_INPUT', issues } });
    }
    const key = input.idempotencyKey ?? randomUUID();
    const earlier = booked.get(key);
    if (earlier !== undefined && earlier.input !== JSON.stringify(input)) {
      throw new GraphQLError('This key was used for another input.', { extensions: { code: 'CONFLICT' } });
    }
    if (earlier !== undefined) return { appointment: withStatus(earlier.appointment), feedCursor: earlier.feedCursor };
    const feedCursor = feed.cursor();
    const appointment = appointmentOf(input, viewer);
    appointments.push(appointment);
    booked.set(key, { input: JSON.stringify(input), appointment, feedCursor });
    for (const { id, channel } of appointment.deliveries) {
      feed.push({ deliveryId: id, appointmentId: appointment.id, channel, status: 'QUEUED' });
    }
    return { appointment: withStatus(appointment), feedCursor };
  }

  function change(
    input: { readonly id: string; readonly idempotencyKey?: string | null | undefined },
    changes: Partial<Appointment>,
  ) {
    const key = input.idempotencyKey ?? '';
    const earlier = booked.get(key);
    if (earlier !== undefined) return { appointment: withStatus(earlier.appointment), feedCursor: earlier.feedCursor };
    const index = appointments.findIndex(({ id }) => id === input.id);
    const before = appointments[index];
    if (before === undefined) throw new GraphQLError('There is none.', { extensions: { code: 'NOT_FOUND' } });
    if (before.status === 'CANCELLED') {
      const extensions = { code: 'CONFLICT', reason: 'APPOINTMENT_CANCELLED' };
      throw new GraphQLError('It is cancelled.', { extensions });
    }
    const feedCursor = feed.cursor();
    const appointment = { ...before, ...changes, sequence: before.sequence + 1 };
    appointments[index] = appointment;
    booked.set(key, { input: JSON.stringify(input), appointment, feedCursor });
    return { appointment: withStatus(appointment), feedCursor };
  }

  function retry({ id }: RetryDeliveryInput) {
    const found = allDeliveries().find((one) => one.id === id);
    if (found?.status !== 'FAILED') throw new GraphQLError('It has not failed.', { extensions: { code: 'CONFLICT' } });
    const { appointmentId, channel } = found;
    feed.push({ deliveryId: id, appointmentId, channel, status: 'QUEUED', attempt: found.attempts + 1 });
    return asNow(found);
  }

  function retryAll(ids: readonly string[]) {
    const deliveries: Delivery[] = [];
    const refused: { id: string; code: string }[] = [];
    for (const id of ids) {
      const found = allDeliveries().find((one) => one.id === id);
      if (found?.status === 'FAILED') deliveries.push(retry({ id }));
      else refused.push({ id, code: found === undefined ? 'NOT_FOUND' : 'CONFLICT' });
    }
    return { deliveries, refused };
  }

  function acknowledge(id: string, note: string | null, viewer: Viewer) {
    const found = allDeliveries().find((one) => one.id === id);
    if (found === undefined) throw new GraphQLError('There is none.', { extensions: { code: 'NOT_FOUND' } });
    if (found.status !== 'FAILED') throw new GraphQLError('It has not failed.', { extensions: { code: 'CONFLICT' } });
    acknowledgements.set(id, { by: viewer.id, note, at: new Date().toISOString() });
    return { delivery: asNow(found) };
  }

  function waiting() {
    const retrying = allDeliveries().filter(({ status }) => status === 'RETRYING');
    return retrying.map(({ channel, error, createdAt }) => ({
      channel,
      code: error?.code ?? 'NOT_PICKED_UP',
      waiting: 1,
      since: createdAt,
    }));
  }

  function statistics(since: string) {
    const taken = allDeliveries().filter(({ createdAt }) => createdAt >= since);
    return taken.map(({ channel, status, error }) => ({
      start: since,
      channel,
      status,
      errorCode: error?.code ?? null,
      count: 1,
      p50Ms: null,
      p95Ms: null,
    }));
  }

  function withStatus(appointment: Appointment): Appointment {
    return {
      ...appointment,
      deliveries: appointment.deliveries.map(asNow),
      ...{ history: [], addressCorrections: [] },
    };
  }

  function asNow(delivery: Delivery) {
    const history = feed.changesOf(delivery.id);
    const last = history.at(-1);
    const now = last && { status: last.status, attempts: last.attempt, error: last.error, updatedAt: last.occurredAt };
    const acknowledgement = last?.status === 'FAILED' ? (acknowledgements.get(delivery.id) ?? null) : null;
    const carried = history.map((change) => ({ ...change, provider: null, providerMessageId: null }));
    return {
      ...delivery,
      ...now,
      acknowledgement,
      nextAttemptAt: last?.nextAttemptAt ?? null,
      leftOut: [],
      history: carried,
    };
  }

  const allDeliveries = () =>
    appointments.flatMap((appointment) => appointment.deliveries.map((one) => ({ ...asNow(one), appointment })));

  const http = createServer(async (request, response) => {
    if (request.url !== '/graphql' || request.method !== 'POST') return otherwise(request, response);
    const authorization = request.headers.authorization ?? '';
    const body = await text(request);
    requests.push({ authorization, body });
    const what = script.shift() ?? 'answer';
    if (what === 'hang') return;
    if (typeof what === 'object' && 'status' in what) return response.writeHead(what.status).end('<h1>proxy</h1>');
    const refused = typeof what === 'object' ? new GraphQLError('Refused.', { extensions: { ...what } }) : null;
    const { query: source, variables: variableValues } = JSON.parse(body);
    const rootValue = rootOf(viewerOf(authorization.replace('Bearer ', '')));
    const result = refused ? { errors: [refused] } : await graphql({ schema, source, variableValues, rootValue });
    if (what === 'lose-answer') return response.destroy();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  });

  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  useServer(
    {
      schema,
      roots: { subscription: rootOf({ id: 'anna', role: 'CUSTOMER' }) },
      onConnect({ connectionParams, extra }) {
        const token = String(connectionParams?.authorization ?? '').replace('Bearer ', '');
        tokens.push(token);
        const judged = verdict(token);
        if (judged === 'expired') extra.socket.close(4403, 'Forbidden');
        if (judged === 'unknown') extra.socket.close(4401, 'Unauthorized');
        return judged === 'accepted';
      },
    },
    sockets,
    0,
  );
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    feed,
    appointments,
    /** How the next HTTP requests end, in order; all others are answered. */
    script,
    requests,
    /** The token of every connection_init. */
    tokens,
    connections: () => sockets.clients.size,
    /** Cuts every socket: hard, or with a close code. */
    cut(how: 'terminate' | number) {
      for (const socket of sockets.clients) how === 'terminate' ? socket.terminate() : socket.close(how);
    },
    /** Stops reading from and answering on every socket, which stays open: a half-open connection. */
    freeze() {
      for (const socket of sockets.clients) socket.pause();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

/** As the subscription's root value; `return` must reach the feed even while a `next` is pending. */
function named(changes: ReturnType<ReturnType<typeof createScriptedFeed>['subscribe']>) {
  const asResult = ({ done, value }: IteratorResult<unknown>) =>
    done ? { done, value } : { done: false, value: { deliveryStatusChanged: value } };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => asResult(await changes.next()),
    return: async () => asResult((await changes.return?.()) ?? { done: true, value: undefined }),
  };
}

interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

function pageOf<Item extends { readonly id: string }>(items: readonly Item[], { first, after }: PageArguments) {
  const start = after == null ? 0 : items.findIndex(({ id }) => id === after) + 1;
  const nodes = items.slice(start, start + (first ?? 20));
  const hasNextPage = start + nodes.length < items.length;
  const pageInfo = { hasNextPage, hasPreviousPage: start > 0, endCursor: nodes.at(-1)?.id ?? null };
  return { nodes, edges: nodes.map((node) => ({ node, cursor: node.id })), pageInfo };
}

function issuesOf({ email, phone, notify }: CreateAppointmentInput): Issue[] {
  const issues: Issue[] = [];
  if (!notify.email && !notify.sms)
    issues.push({ path: ['input', 'notify'], code: 'NO_CHANNEL', message: 'Choose at least one.' });
  if (notify.email && !email?.includes('@')) {
    issues.push({ path: ['input', 'email'], code: 'REQUIRED', message: 'Expected an e-mail address.' });
  }
  if (notify.sms && !/^\+[1-9]\d{6,14}$/.test(phone ?? '')) {
    issues.push({
      path: ['input', 'phone'],
      code: 'INVALID_PHONE',
      message: 'Expected a number such as +15555550123.',
    });
  }
  return issues;
}

function appointmentOf(input: CreateAppointmentInput, viewer: Viewer): Appointment {
  const id = randomUUID();
  const createdAt = new Date().toISOString();
  const channels = [input.notify.email && 'EMAIL', input.notify.sms && 'SMS'] as const;
  return {
    id,
    reference: 'K7QM-4TXB',
    userId: input.userId ?? viewer.id,
    customerName: input.customerName ?? null,
    title: input.title ?? null,
    location: input.location ?? null,
    time: new Date(input.time).toISOString(),
    timeZone: input.timeZone ?? 'UTC',
    durationMinutes: input.durationMinutes ?? 30,
    email: input.email ?? null,
    phone: input.phone ?? null,
    notify: { email: input.notify.email ?? false, sms: input.notify.sms ?? false },
    locale: input.locale ?? null,
    createdAt,
    ...{ status: 'BOOKED', sequence: 0, cancelledAt: null, cancelReason: null, reminders: [] },
    deliveries: channels
      .filter((channel) => channel === 'EMAIL' || channel === 'SMS')
      .map((channel) => ({
        id: randomUUID(),
        appointmentId: id,
        channel,
        ...{ kind: 'CONFIRMATION', sequence: 0 },
        status: 'QUEUED',
        attempts: 1,
        provider: null,
        providerMessageId: null,
        recipient: channel === 'EMAIL' ? (input.email ?? null) : (input.phone ?? null),
        acknowledgement: null,
        error: null,
        nextAttemptAt: null,
        createdAt,
        updatedAt: createdAt,
      })),
  };
}

function moved({
  id: _,
  notify: _notify,
  idempotencyKey: _key,
  expectedSequence: _sequence,
  ...changes
}: RescheduleAppointmentInput) {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Appointment>; // what is null in it is one that may be
}

function cancelled({ reason }: CancelAppointmentInput): Partial<Appointment> {
  return { status: 'CANCELLED', cancelledAt: new Date().toISOString(), cancelReason: reason ?? null };
}
