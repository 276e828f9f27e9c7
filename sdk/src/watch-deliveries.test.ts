import { describe, expect, test } from 'vitest';
import { until } from '../test/until.ts';
import { check, withBelltower } from '../test/with-belltower.ts';
import type { DeliveryStatusChange } from './index.ts';

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

describe('watching', () => {
  test('a watch begins with the present state, then follows an appointment from its cursor', async () => {
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

  test('a watch with a slow reader loses nothing over cuts, and bounds its queue', async () => {
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

  test('a watch reads a snapshot larger than its queue to the end', async () => {
    await withBelltower({}, async (belltower, server) => {
      const all = Array.from({ length: 300 }, (_, index) => ({ deliveryId: `d-${index}`, status: 'SENT' as const }));
      server.feed.push(...all);
      const taken = await take(belltower.watchDeliveries({ highWater: 10 }), 300);
      expect(taken.map(({ deliveryId }) => deliveryId)).toEqual(all.map(({ deliveryId }) => deliveryId));
      expect(server.feed.subscribed).toEqual([null]);
    });
  });

  test('a watch throws a refused cursor, so that a gap is never silent', async () => {
    await withBelltower({}, async (belltower) => {
      const reading = take(belltower.watchDeliveries({ after: '0-7' }), 1);
      await expect(reading).rejects.toMatchObject({ kind: 'graphql', code: 'CURSOR_EXPIRED' });
    });
  });

  test('a watch calls onReset in its place among the changes, and goes on with the snapshot', async () => {
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

  test('a watch throws a refusal after the changes before it', async () => {
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

  test('a watch with an aborted signal opens no connection', async () => {
    await withBelltower({}, async (belltower, server) => {
      expect(await take(belltower.watchDeliveries({ signal: AbortSignal.abort() }), 1)).toEqual([]);
      expect(server.tokens).toEqual([]);
    });
  });
});
