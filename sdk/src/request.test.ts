import { describe, expect, test, vi } from 'vitest';
import { startScriptedServer } from '../test/scripted-server.ts';
import { until } from '../test/until.ts';
import { check, withBelltower } from '../test/with-belltower.ts';
import { createBelltower } from './index.ts';

describe('errors', () => {
  test('a refused input has every issue, by code and path', async () => {
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

  test('an answer that is not GraphQL is BAD_RESPONSE, and not retried', async () => {
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
    const tries = vi.fn(fetch);
    await withBelltower({ timeoutMs: 30, attempts: 2, fetch: tries }, async (belltower, server) => {
      server.script.push('hang', 'hang');
      await expect(belltower.me()).rejects.toMatchObject({ kind: 'network', code: 'TIMEOUT', retryable: true });
      expect(tries).toHaveBeenCalledTimes(2); // the server may not have read one in so short a time
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

  test('a call is retried after UNAVAILABLE and RATE_LIMITED, up to `attempts` times', async () => {
    await withBelltower({ attempts: 3 }, async (belltower, server) => {
      server.script.push({ code: 'UNAVAILABLE' }, { code: 'RATE_LIMITED' });
      expect(await belltower.me()).toMatchObject({ id: 'anna' });
      server.script.push({ code: 'UNAVAILABLE' }, { code: 'UNAVAILABLE' }, { code: 'UNAVAILABLE' });
      await expect(belltower.me()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(server.requests).toHaveLength(6);
    });
  });

  test('a call is retried after the wait that the server names, and left to the caller where that is long', async () => {
    await withBelltower({ attempts: 3 }, async (belltower, server) => {
      server.script.push({ code: 'RATE_LIMITED', retryAfterMs: 700 });
      const startedAt = performance.now();
      expect(await belltower.me()).toMatchObject({ id: 'anna' });
      expect(performance.now() - startedAt).toBeGreaterThan(690);
      server.script.push({ code: 'RATE_LIMITED', retryAfterMs: 3_000_000 });
      await expect(belltower.me()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 3_000_000 });
      expect(server.requests).toHaveLength(3);
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

  test('an aborted signal, and a client that is closed, end a call that waits for its token', async () => {
    const token = vi.fn(() => new Promise<string>(() => {}));
    await withBelltower({ token }, async (belltower, server) => {
      const abort = new AbortController();
      const call = belltower.me({ signal: abort.signal });
      abort.abort(new Error('the person left'));
      await expect(call).rejects.toThrow('the person left');
      await expect(belltower.me({ signal: abort.signal })).rejects.toThrow('the person left');
      const other = belltower.me();
      await belltower.close();
      await expect(other).rejects.toMatchObject({ kind: 'network', code: 'CLOSED', retryable: false });
      expect(token).toHaveBeenCalledTimes(3);
      expect(server.requests).toEqual([]);
    });
  });
});
