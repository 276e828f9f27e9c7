import { BelltowerError, createLiveClient } from '@belltower/sdk/resume';
import { act, cleanup, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { createScriptedSockets, type ScriptedSocket } from '../../../sdk/test/scripted-socket.ts';
import { LiveContext } from '../api/use-live.ts';
import type { DeliveryStatus } from '../generated/graphql.ts';
import { NOTHING_KNOWN, reduceDeliveryStatus, useDeliveryStatus } from './use-delivery-status.ts';

afterEach(cleanup);

function Statuses({ after }: { after: string | null }) {
  const { timelines, resets } = useDeliveryStatus({ appointmentId: 'a-1', after });
  const shown = [...timelines.values()].map(({ deliveryId, current }) => `${deliveryId} ${current.status}`);
  return <output>{[...shown, `resets ${resets}`].join(', ')}</output>;
}

function show(after: string | null) {
  const { sockets, WebSocket } = createScriptedSockets();
  const live = createLiveClient({ url: 'ws://test', token: () => 't', WebSocket, lingerMs: 0, waitMs: () => 0 });
  const page = (cursor: string | null) => (
    <StrictMode>
      <LiveContext value={live}>
        <Statuses after={cursor} />
      </LiveContext>
    </StrictMode>
  );
  const { rerender, unmount } = render(page(after));
  return { sockets, unmount, watchFrom: (cursor: string) => rerender(page(cursor)) };
}

function sendChange(socket: ScriptedSocket | undefined, status: DeliveryStatus, cursor: string) {
  const change = { cursor, deliveryId: 'd-1', appointmentId: 'a-1', channel: 'EMAIL', status, attempt: 1, error: null };
  const deliveryStatusChanged = { ...change, nextAttemptAt: null, occurredAt: '2030-01-01T00:00:00Z' };
  const id = socket?.subscribes.at(-1)?.id;
  act(() => socket?.hear({ type: 'next', id, payload: { data: { deliveryStatusChanged } } }));
}

const until = (check: () => void) => vi.waitFor(check, { interval: 5 });

test('useDeliveryStatus opens one socket and one subscription in strict mode, and shows changes', async () => {
  const { sockets } = show('c-0');
  await until(() => expect(sockets[0]?.subscribes).toHaveLength(1));
  sendChange(sockets[0], 'QUEUED', 'c-1');
  sendChange(sockets[0], 'SENT', 'c-2');
  expect(await screen.findByText('d-1 SENT, resets 0')).toBeTruthy();
  expect(sockets).toHaveLength(1);
  expect(sockets[0]?.subscribes).toHaveLength(1);
  expect(sockets[0]?.subscribes[0]?.payload?.variables).toEqual({ appointmentId: 'a-1', after: 'c-0' });
});

test('useDeliveryStatus resumes after a cut from the last change, and the page does not notice', async () => {
  const { sockets } = show('c-0');
  await until(() => expect(sockets[0]?.subscribes).toHaveLength(1));
  sendChange(sockets[0], 'QUEUED', 'c-1');
  act(() => sockets[0]?.close(1012));
  await until(() => expect(sockets[1]?.subscribes).toHaveLength(1));
  expect(sockets[1]?.subscribes[0]?.payload?.variables).toEqual({ appointmentId: 'a-1', after: 'c-1' });
  sendChange(sockets[1], 'SENT', 'c-2');
  expect(await screen.findByText('d-1 SENT, resets 0')).toBeTruthy();
});

test('useDeliveryStatus counts a reset, so that the page queries again', async () => {
  const { sockets } = show('c-0');
  await until(() => expect(sockets[0]?.subscribes).toHaveLength(1));
  const errors = [{ message: 'too old', extensions: { code: 'CURSOR_EXPIRED' } }];
  act(() => sockets[0]?.hear({ type: 'next', id: sockets[0].subscribes[0]?.id, payload: { data: null, errors } }));
  expect(await screen.findByText('resets 1')).toBeTruthy();
  await until(() => expect(sockets[0]?.subscribes).toHaveLength(2));
  expect(sockets[0]?.subscribes[1]?.payload?.variables).toEqual({ appointmentId: 'a-1' });
});

test('useDeliveryStatus watches nothing before the position is known, nor after the page is left', async () => {
  const { sockets, watchFrom, unmount } = show(null);
  expect(sockets).toHaveLength(0);
  watchFrom('c-7');
  await until(() => expect(sockets[0]?.subscribes).toHaveLength(1));
  unmount();
  await until(() => expect(sockets[0]?.readyState).toBe(3));
  expect(sockets[0]?.sent.at(-1)?.type).toBe('complete');
});

test('reduceDeliveryStatus returns the same state without news, and keeps its timelines at a failure', () => {
  expect(reduceDeliveryStatus(NOTHING_KNOWN, { kind: 'changed', changes: [] })).toBe(NOTHING_KNOWN);
  const error = new BelltowerError('gone', { kind: 'graphql', code: 'NOT_FOUND' }, { retryable: false });
  expect(reduceDeliveryStatus(NOTHING_KNOWN, { kind: 'failed', error })).toEqual({ ...NOTHING_KNOWN, failure: error });
});
