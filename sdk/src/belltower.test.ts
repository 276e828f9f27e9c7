import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { startScriptedServer } from '../test/scripted-server.ts';
import { type Belltower, type BelltowerOptions, createBelltower, type DeliveryStatusChange } from './index.ts';

type Server = Awaited<ReturnType<typeof startScriptedServer>>;

async function withBelltower(
  options: Partial<BelltowerOptions> & { readonly server?: Parameters<typeof startScriptedServer>[0] },
  run: (belltower: Belltower, server: Server) => Promise<void>,
) {
  await using server = await startScriptedServer(options.server);
  await using belltower = createBelltower({ url: server.url, token: 'token', ...options });
  await run(belltower, server);
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 5 });
const check = { time: '2030-02-20T15:00:00Z', email: 'ana@example.com', notify: { email: true } };
const changes = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    deliveryId: 'd-1',
    status: 'RETRYING' as const,
    attempt: from + index + 1,
  }));

/** Reads `count` changes and leaves the loop. */
async function take(watch: AsyncIterable<DeliveryStatusChange>, count: number) {
  const taken: DeliveryStatusChange[] = [];
  for await (const change of watch) {
    taken.push(change);
    if (taken.length === count) break;
  }
  return taken;
}

describe('calls', () => {
  test('book, look up, list and count', async () => {
    await withBelltower({}, async (belltower) => {
      expect(await belltower.me()).toEqual({ id: 'anna', role: 'CUSTOMER' });
      const { appointment, feedCursor } = await belltower.createAppointment({ ...check, title: 'Check-up' });
      expect(appointment).toMatchObject({ title: 'Check-up', email: 'ana@example.com', notify: { email: true } });
      expect(feedCursor).toBe('1-0');
      const [delivery] = appointment.deliveries;
      expect(await belltower.appointment(appointment.id)).toEqual(appointment);
      expect(await belltower.appointment('another')).toBeNull();
      expect(await belltower.delivery(delivery?.id ?? '')).toMatchObject({
        history: [{ status: 'QUEUED', attempt: 1 }],
      });
      expect((await belltower.deliveries({ filter: { appointmentId: appointment.id } })).nodes).toEqual([delivery]);
      expect(await belltower.deliveryCounts()).toEqual([{ channel: 'EMAIL', status: 'SENT', count: 1 }]);
      expect(await belltower.feedCursor({ appointmentId: appointment.id })).toBe('1-1');
    });
  });

  test('a failed delivery is sent again; a repeat because of a lost answer may be refused', async () => {
    await withBelltower({}, async (belltower, server) => {
      const { appointment } = await belltower.createAppointment(check);
      const id = appointment.deliveries[0]?.id ?? '';
      const fail = (attempt: number) =>
        server.feed.push({
          deliveryId: id,
          appointmentId: appointment.id,
          channel: 'EMAIL',
          status: 'FAILED',
          attempt,
        });
      fail(1);
      const retried = await belltower.retryDelivery({ id, email: 'ana.new@example.com' });
      expect(retried).toMatchObject({ id, status: 'QUEUED', attempts: 2 });
      expect(JSON.parse(server.requests.at(-1)?.body ?? '').variables).toEqual({
        input: { id, email: 'ana.new@example.com' },
      });
      fail(2);
      server.script.push('lose-answer');
      await expect(belltower.retryDelivery({ id })).rejects.toMatchObject({ code: 'CONFLICT' });
      expect((await belltower.delivery(id))?.attempts).toBe(3);
    });
  });

  test('several failures are sent again at once, and those that cannot be are told one by one', async () => {
    await withBelltower({}, async (belltower, server) => {
      const both = { ...check, phone: '+15555550123', notify: { email: true, sms: true } };
      const { appointment } = await belltower.createAppointment(both);
      const [failed, waiting] = appointment.deliveries.map(({ id }) => id) as [string, string];
      const fail = (attempt: number) =>
        server.feed.push({ deliveryId: failed, appointmentId: appointment.id, status: 'FAILED', attempt });
      fail(1);
      const answer = await belltower.retryDeliveries([failed, waiting, 'unknown']);
      expect(answer.deliveries).toMatchObject([{ id: failed, status: 'QUEUED', attempts: 2 }]);
      expect(answer.refused).toEqual([
        { id: waiting, code: 'CONFLICT' },
        { id: 'unknown', code: 'NOT_FOUND' },
      ]);
      fail(2);
      server.script.push('lose-answer');
      expect((await belltower.retryDeliveries([failed])).refused).toEqual([{ id: failed, code: 'CONFLICT' }]);
      expect((await belltower.delivery(failed))?.attempts).toBe(3);
    });
  });

  test('a failure is acknowledged with a note, again with another, and nothing else can be', async () => {
    const viewerOf = () => ({ id: 'desk', role: 'STAFF' as const });
    await withBelltower({ server: { viewerOf } }, async (belltower, server) => {
      const { appointment } = await belltower.createAppointment(check);
      const id = appointment.deliveries[0]?.id ?? '';
      await expect(belltower.acknowledgeDelivery(id)).rejects.toMatchObject({ kind: 'graphql', code: 'CONFLICT' });
      await expect(belltower.acknowledgeDelivery('unknown')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      server.feed.push({ deliveryId: id, appointmentId: appointment.id, status: 'FAILED' });
      const noted = await belltower.acknowledgeDelivery(id, { note: 'told by phone' });
      expect(noted).toMatchObject({ id, status: 'FAILED', acknowledgement: { by: 'desk', note: 'told by phone' } });
      expect((await belltower.acknowledgeDelivery(id)).acknowledgement).toMatchObject({ by: 'desk', note: null });
    });
  });

  test('problems and statistics are read; dates are sent as instants', async () => {
    await withBelltower({}, async (belltower, server) => {
      const { appointment } = await belltower.createAppointment(check);
      expect(await belltower.problems()).toEqual([]);
      const error = { code: 'PROVIDER_UNAVAILABLE', message: 'away', retryable: true };
      const deliveryId = appointment.deliveries[0]?.id ?? '';
      server.feed.push({ deliveryId, appointmentId: appointment.id, status: 'RETRYING', error });
      const since = appointment.createdAt;
      const waits = { channel: 'EMAIL', code: 'PROVIDER_UNAVAILABLE', waiting: 1, since };
      expect(await belltower.problems()).toEqual([waits]);
      const until = new Date(Date.parse(since) + 60_000);
      const buckets = await belltower.deliveryStatistics({ since: new Date(since), until, bucket: 'HOUR' });
      expect(buckets).toMatchObject([{ channel: 'EMAIL', status: 'RETRYING', errorCode: error.code, count: 1 }]);
      expect(JSON.parse(server.requests.at(-1)?.body ?? '').variables).toEqual({
        since,
        until: until.toISOString(),
        bucket: 'HOUR',
      });
      const timings = await belltower.deliveryTimings({ since, bucket: 'DAY' });
      expect(timings).toEqual([{ start: since, channel: 'EMAIL', sent: 1, p50Ms: 20, p95Ms: 40 }]);
    });
  });

  test('a list is read page by page', async () => {
    await withBelltower({}, async (belltower) => {
      for (const title of ['a', 'b', 'c']) await belltower.createAppointment({ ...check, title });
      const first = await belltower.appointments({ first: 2 });
      expect(first.nodes.map(({ title }) => title)).toEqual(['c', 'b']);
      expect(first.pageInfo.hasNextPage).toBe(true);
      const after = first.pageInfo.endCursor ?? '';
      const second = await belltower.appointments({ first: 2, after });
      expect(second.nodes.map(({ title }) => title)).toEqual(['a']);
      expect(second.pageInfo.hasNextPage).toBe(false);
    });
  });

  test('a date is sent as an instant', async () => {
    await withBelltower({}, async (belltower) => {
      const { appointment } = await belltower.createAppointment({ ...check, time: new Date('2030-02-20T16:00+01:00') });
      expect(appointment.time).toBe('2030-02-20T15:00:00.000Z');
    });
  });
});

describe('errors', () => {
  test('a refused input tells every issue, by code and path', async () => {
    await withBelltower({}, async (belltower, server) => {
      const booked = belltower.createAppointment({ ...check, email: 'x', notify: { email: true, sms: true } });
      await expect(booked).rejects.toMatchObject({
        name: 'BelltowerError',
        kind: 'graphql',
        code: 'BAD_USER_INPUT',
        retryable: false,
        issues: [{ path: ['input', 'email'] }, { path: ['input', 'phone'] }],
      });
      expect(server.requests).toHaveLength(1);
    });
  });

  test('an answer that is not GraphQL is told as such, and not tried again', async () => {
    await withBelltower({}, async (belltower, server) => {
      server.script.push({ status: 404 });
      await expect(belltower.me()).rejects.toMatchObject({ kind: 'network', code: 'BAD_RESPONSE', retryable: false });
      expect(server.requests).toHaveLength(1);
    });
  });

  test('a server that is not there is a network error', async () => {
    const server = await startScriptedServer();
    await server[Symbol.asyncDispose]();
    await using belltower = createBelltower({ url: server.url, token: 'token', attempts: 2 });
    await expect(belltower.me()).rejects.toMatchObject({ kind: 'network', code: 'NETWORK', retryable: true });
  });

  test('a server that does not answer is a timeout', async () => {
    await withBelltower({ timeoutMs: 30, attempts: 2 }, async (belltower, server) => {
      server.script.push('hang', 'hang');
      await expect(belltower.me()).rejects.toMatchObject({ kind: 'network', code: 'TIMEOUT', retryable: true });
      expect(server.requests).toHaveLength(2);
    });
  });

  test('a code that this version does not know is UNKNOWN', async () => {
    await withBelltower({}, async (belltower, server) => {
      server.script.push({ code: 'OUT_OF_COFFEE' });
      await expect(belltower.me()).rejects.toMatchObject({ kind: 'graphql', code: 'UNKNOWN' });
    });
  });
});

describe('repeating', () => {
  test('a booking whose answer was lost is repeated with the same key, and booked once', async () => {
    await withBelltower({}, async (belltower, server) => {
      server.script.push('lose-answer', { status: 502 }, 'answer');
      const { appointment } = await belltower.createAppointment(check);
      expect(server.appointments.map(({ id }) => id)).toEqual([appointment.id]);
      const keys = server.requests.map(({ body }) => JSON.parse(body).variables.input.idempotencyKey);
      expect(keys).toHaveLength(3);
      expect(new Set(keys).size).toBe(1);
      expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  test('the key of the caller is used when there is one', async () => {
    await withBelltower({}, async (belltower, server) => {
      const first = await belltower.createAppointment({ ...check, idempotencyKey: 'order-7' });
      const again = await belltower.createAppointment({ ...check, idempotencyKey: 'order-7' });
      expect(again.appointment.id).toBe(first.appointment.id);
      expect(server.appointments).toHaveLength(1);
      const other = belltower.createAppointment({ ...check, title: 'another', idempotencyKey: 'order-7' });
      await expect(other).rejects.toMatchObject({ code: 'CONFLICT' });
    });
  });

  test('UNAVAILABLE and RATE_LIMITED are waited out, as often as was asked for', async () => {
    await withBelltower({ attempts: 3 }, async (belltower, server) => {
      server.script.push({ code: 'UNAVAILABLE' }, { code: 'RATE_LIMITED' });
      expect(await belltower.me()).toMatchObject({ id: 'anna' });
      server.script.push({ code: 'UNAVAILABLE' }, { code: 'UNAVAILABLE' }, { code: 'UNAVAILABLE' });
      await expect(belltower.me()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(server.requests).toHaveLength(6);
    });
  });

  test('a refused token is refreshed once', async () => {
    const token = async (forceRefresh: boolean) => (forceRefresh ? 'new' : 'old');
    await withBelltower({ token }, async (belltower, server) => {
      server.script.push({ code: 'UNAUTHENTICATED' });
      expect(await belltower.me()).toMatchObject({ id: 'anna' });
      expect(server.requests.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer new']);
      server.script.push({ code: 'UNAUTHENTICATED' }, { code: 'UNAUTHENTICATED' });
      await expect(belltower.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });
  });

  test('what the token function throws reaches the caller', async () => {
    const token = async () => {
      throw new Error('the sign-in service is away');
    };
    await withBelltower({ token }, async (belltower) => {
      await expect(belltower.me()).rejects.toThrow('the sign-in service is away');
    });
  });

  test('an aborted signal gives the call up with its reason, also while it waits to repeat', async () => {
    await withBelltower({}, async (belltower, server) => {
      server.script.push('hang', { code: 'UNAVAILABLE' }, { code: 'UNAVAILABLE' }, { code: 'UNAVAILABLE' });
      for (const sent of [1, 2]) {
        const abort = new AbortController();
        const call = belltower.me({ signal: abort.signal });
        await until(() => expect(server.requests.length).toBeGreaterThanOrEqual(sent));
        abort.abort(new Error('the person left'));
        await expect(call).rejects.toThrow('the person left');
      }
    });
  });
});

describe('watching', () => {
  test('begins with the present state, then follows a booking from its cursor', async () => {
    await withBelltower({}, async (belltower, server) => {
      const { appointment, feedCursor } = await belltower.createAppointment({
        ...check,
        phone: '+15555550123',
        notify: { email: true, sms: true },
      });
      const [email, sms] = appointment.deliveries.map(({ id }) => id);
      const snapshot = await take(belltower.watchDeliveries({ appointmentId: appointment.id }), 2);
      expect(snapshot.map(({ deliveryId, replayed }) => [deliveryId, replayed])).toEqual([
        [email, true],
        [sms, true],
      ]);
      server.feed.push({ deliveryId: email ?? '', appointmentId: appointment.id, status: 'SENT' });
      server.feed.push({ deliveryId: 'd-2', appointmentId: 'another', status: 'SENT' });
      server.feed.push({ deliveryId: email ?? '', appointmentId: appointment.id, status: 'DELIVERED' });
      const watch = belltower.watchDeliveries({ appointmentId: appointment.id, after: feedCursor });
      expect((await take(watch, 4)).map(({ status }) => status)).toEqual(['QUEUED', 'QUEUED', 'SENT', 'DELIVERED']);
    });
  });

  test('a slow reader loses nothing over cuts, and what waits for it is bounded', async () => {
    await withBelltower({}, async (belltower, server) => {
      const watch = belltower.watchDeliveries({ after: server.feed.cursor(0), highWater: 50 });
      const taken: number[] = [];
      server.feed.push(...changes(0, 600));
      for await (const { attempt } of watch) {
        taken.push(attempt);
        if ([100, 275, 430].includes(attempt)) server.cut('terminate');
        // Paused, it holds no subscription: the server has nothing to buffer either.
        if (attempt % 50 === 10 && attempt < 550) await until(() => expect(server.feed.watching()).toBe(0));
        if (attempt === 600) break;
      }
      expect(taken).toEqual(changes(0, 600).map(({ attempt }) => attempt));
      expect(server.feed.subscribed.length).toBeGreaterThanOrEqual(10);
    });
  });

  test('a snapshot larger than the queue is read to its end', async () => {
    await withBelltower({}, async (belltower, server) => {
      const all = Array.from({ length: 300 }, (_, index) => ({ deliveryId: `d-${index}`, status: 'SENT' as const }));
      server.feed.push(...all);
      const taken = await take(belltower.watchDeliveries({ highWater: 10 }), 300);
      expect(taken.map(({ deliveryId }) => deliveryId)).toEqual(all.map(({ deliveryId }) => deliveryId));
      expect(server.feed.subscribed).toEqual([null]);
    });
  });

  test('a refused cursor is thrown, so that a gap is never silent', async () => {
    await withBelltower({}, async (belltower) => {
      const reading = take(belltower.watchDeliveries({ after: '0-7' }), 1);
      await expect(reading).rejects.toMatchObject({ kind: 'graphql', code: 'CURSOR_EXPIRED' });
    });
  });

  test('who asks for it is told of a reset in its place and reads the snapshot on', async () => {
    await withBelltower({}, async (belltower, server) => {
      const story: (string | number)[] = [];
      server.feed.push(...changes(0, 2));
      const onReset = (code: string) => story.push(code);
      for await (const { attempt } of belltower.watchDeliveries({ after: '1-1', onReset })) {
        story.push(attempt);
        if (attempt === 2) {
          if (story.length > 1) break;
          server.feed.forget();
          server.cut('terminate');
        }
      }
      expect(story).toEqual([2, 'CURSOR_EXPIRED', 2]);
    });
  });

  test('a refusal is thrown once what came before it was read', async () => {
    await withBelltower({}, async (belltower, server) => {
      server.feed.push(...changes(0, 2));
      const watch = belltower.watchDeliveries({ after: '1-0' });
      await watch.next();
      server.feed.refusals.push('FORBIDDEN');
      server.cut('terminate');
      expect((await watch.next()).value?.attempt).toBe(2);
      await expect(watch.next()).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await watch.next()).toEqual({ done: true, value: undefined });
    });
  });

  test.each(['return', 'abort', 'close'] as const)(
    '%s settles a pending read and leaves nothing behind',
    async (how) => {
      await withBelltower({}, async (belltower, server) => {
        const abort = new AbortController();
        const watch = belltower.watchDeliveries({ signal: abort.signal });
        const pending = watch.next();
        await until(() => expect(server.feed.watching()).toBe(1));
        if (how === 'return') await watch.return();
        if (how === 'abort') abort.abort();
        if (how === 'close') await belltower.close();
        expect(await pending).toEqual({ done: true, value: undefined });
        await until(() => expect(server.connections()).toBe(0));
        expect(server.feed.watching()).toBe(0);
      });
    },
  );

  test('a signal that was aborted before opens no connection', async () => {
    await withBelltower({}, async (belltower, server) => {
      expect(await take(belltower.watchDeliveries({ signal: AbortSignal.abort() }), 1)).toEqual([]);
      expect(server.tokens).toEqual([]);
    });
  });
});

test('the link state is told as it changes', async () => {
  const states: string[] = [];
  await withBelltower({ onLinkState: (state) => states.push(state) }, async (belltower, server) => {
    const watch = belltower.watchDeliveries();
    const pending = watch.next();
    await until(() => expect(states).toEqual(['connecting', 'live']));
    server.cut(1012);
    await until(() => expect(states).toEqual(['connecting', 'live', 'retrying', 'live']));
    await belltower.close();
    await pending;
    expect(states.at(-1)).toBe('idle');
  });
});

test('a closed client refuses calls', async () => {
  await withBelltower({}, async (belltower, server) => {
    await belltower.close();
    await expect(belltower.me()).rejects.toMatchObject({ kind: 'network', code: 'CLOSED' });
    expect(server.requests).toEqual([]);
    expect(await belltower.watchDeliveries().next()).toEqual({ done: true, value: undefined });
  });
});

test('a process that used it ends by itself after close, and after an abort', async () => {
  await using server = await startScriptedServer();
  const index = new URL('./index.ts', import.meta.url).href;
  const script = (end: string) => `
    import { createBelltower } from '${index}';
    const belltower = createBelltower({ url: '${server.url}', token: 'token' });
    const { appointment, feedCursor } = await belltower.createAppointment(${JSON.stringify(check)});
    const abort = new AbortController();
    const watch = belltower.watchDeliveries({ appointmentId: appointment.id, after: feedCursor, signal: abort.signal });
    for await (const change of watch) { console.log(change.status); ${end} }
    console.log('over');`;
  for (const end of ['await belltower.close();', 'abort.abort();', 'break;']) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(end)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = text(child.stdout);
    const [code] = await once(child, 'exit');
    expect(await output).toBe('QUEUED\nover\n');
    expect(code).toBe(0);
  }
});
