import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { startScriptedServer } from '../test/scripted-server.ts';
import { until } from '../test/until.ts';
import { check, withBelltower } from '../test/with-belltower.ts';

describe('calls', () => {
  test('the client books, looks up, lists and counts', async () => {
    await withBelltower({}, async (belltower) => {
      expect(await belltower.me()).toEqual({ id: 'anna', role: 'CUSTOMER' });
      const { appointment, feedCursor } = await belltower.createAppointment({ ...check, title: 'Check-up' });
      expect(appointment).toMatchObject({ title: 'Check-up', email: 'ana@example.com', notify: { email: true } });
      expect(feedCursor).toBe('1-0');
      const [delivery] = appointment.deliveries;
      expect(await belltower.appointment(appointment.id)).toEqual({
        ...appointment,
        history: [],
        addressCorrections: [],
      });
      expect(await belltower.appointment('another')).toBeNull();
      expect(await belltower.delivery(delivery?.id ?? '')).toMatchObject({
        history: [{ status: 'QUEUED', attempt: 1 }],
      });
      expect((await belltower.deliveries({ filter: { appointmentId: appointment.id } })).nodes).toEqual([delivery]);
      expect(await belltower.deliveryCounts()).toEqual([{ channel: 'EMAIL', status: 'SENT', count: 1 }]);
      expect(await belltower.feedCursor({ appointmentId: appointment.id })).toBe('1-1');
    });
  });

  test('the client moves and cancels an appointment, once also after a lost answer', async () => {
    await withBelltower({}, async (belltower, server) => {
      const { id } = (await belltower.createAppointment({ ...check, title: 'Check-up' })).appointment;
      server.script.push('lose-answer');
      const time = new Date('2030-02-21T16:00:00+01:00');
      const moved = await belltower.rescheduleAppointment({ id, time, title: null, expectedSequence: 0 });
      expect(moved.appointment).toMatchObject({ id, time: '2030-02-21T15:00:00.000Z', title: null, sequence: 1 });
      server.script.push('lose-answer');
      const cancelled = await belltower.cancelAppointment({ id, reason: 'ill', notify: { email: true } });
      expect(cancelled.appointment).toMatchObject({ status: 'CANCELLED', cancelReason: 'ill', sequence: 2 });
      expect(await belltower.appointment(id)).toMatchObject({
        status: 'CANCELLED',
        history: [],
        addressCorrections: [],
      });
      const inputs = server.requests.map(({ body }) => JSON.parse(body).variables.input).filter(Boolean);
      expect(inputs.map(({ idempotencyKey: _, ...input }) => input).slice(1)).toEqual([
        ...Array(2).fill({ id, time: time.toISOString(), title: null, expectedSequence: 0 }),
        ...Array(2).fill({ id, reason: 'ill', notify: { email: true } }),
      ]);
      const again = belltower.cancelAppointment({ id });
      await expect(again).rejects.toMatchObject({ code: 'CONFLICT', reason: 'APPOINTMENT_CANCELLED' });
      await expect(belltower.cancelAppointment({ id: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND', reason: null });
    });
  });

  test('retryDelivery sends a failed delivery again; a repeat after a lost answer may be refused', async () => {
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

  test('retryDeliveries sends several failures again, and names each that it cannot', async () => {
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

  test('acknowledgeDelivery notes a failure, replaces the note, and refuses anything else', async () => {
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

  test('the client reads problems and statistics, and sends dates as instants', async () => {
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

  test('the client reads a list page by page', async () => {
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

  test('createAppointment sends a Date as an instant', async () => {
    await withBelltower({}, async (belltower) => {
      const { appointment } = await belltower.createAppointment({ ...check, time: new Date('2030-02-20T16:00+01:00') });
      expect(appointment.time).toBe('2030-02-20T15:00:00.000Z');
    });
  });
});

test('onLinkState gets each change of the link state', async () => {
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

test('the client refuses calls after close', async () => {
  await withBelltower({}, async (belltower, server) => {
    await belltower.close();
    await expect(belltower.me()).rejects.toMatchObject({ kind: 'network', code: 'CLOSED' });
    expect(server.requests).toEqual([]);
    expect(await belltower.watchDeliveries().next()).toEqual({ done: true, value: undefined });
  });
});

test('the client keeps no process alive after close, nor after an abort', async () => {
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
