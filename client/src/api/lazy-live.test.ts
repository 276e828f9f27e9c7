import { createLiveClient, subscribeResuming } from '@belltower/sdk/resume';
import { afterEach, expect, test, vi } from 'vitest';
import { createScriptedSockets } from '../../../sdk/test/scripted-socket.ts';
import { createLazyLive } from './lazy-live.ts';

afterEach(() => void vi.useRealTimers());

const sink = { next: () => {}, reset: () => {}, error: () => {}, complete: () => {} };
const watch = (live: Parameters<typeof subscribeResuming>[0]) =>
  subscribeResuming(live, { query: 'subscription { x }' }, () => undefined, sink);

/** A link whose code arrives when `arrive` is called. */
function open() {
  const { WebSocket, sockets } = createScriptedSockets();
  const loads = vi.fn<() => void>();
  const arrived = Promise.withResolvers<void>();
  const live = createLazyLive(async () => {
    loads();
    await arrived.promise;
    return createLiveClient({ url: 'ws://test', token: () => 't', WebSocket, lingerMs: 0, waitMs: () => 0 });
  });
  return { live, loads, sockets, arrive: () => arrived.resolve() };
}

test('nothing is loaded before the first subscription, and once for all of them', async () => {
  const { live, loads, arrive, sockets } = open();
  expect([live.state(), loads.mock.calls.length]).toEqual(['idle', 0]);
  watch(live);
  watch(live);
  expect([live.state(), loads.mock.calls.length]).toEqual(['connecting', 1]);
  arrive();
  await vi.waitFor(() => expect(sockets).toHaveLength(1));
  await live[Symbol.asyncDispose]();
});

test('a subscription that ended before the code arrived opens nothing, and the link is idle', async () => {
  const { live, arrive, sockets } = open();
  watch(live)();
  expect(live.state()).toBe('idle');
  arrive();
  await vi.waitFor(() => expect(live.state()).toBe('idle'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(sockets).toHaveLength(0);
});

test('a load that fails is shown as a lost connection, and repeated once the browser is online', async () => {
  const states: string[] = [];
  const { WebSocket, sockets } = createScriptedSockets();
  let failures = 0;
  const live = createLazyLive(async () => {
    if (failures++ === 0) throw new TypeError('Failed to fetch');
    return createLiveClient({ url: 'ws://test', token: () => 't', WebSocket, lingerMs: 0, waitMs: () => 0 });
  });
  live.onState(() => states.push(live.state()));
  watch(live);
  await vi.waitFor(() => expect(states).toEqual(['connecting', 'retrying']));
  window.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(sockets).toHaveLength(1));
  await vi.waitFor(() => expect(live.state()).toBe('live'));
  await live[Symbol.asyncDispose]();
});
