import { createLiveClient } from '@belltower/sdk/resume';
import { act, cleanup, render, screen } from '@testing-library/react';
import { Client, fetchExchange, Provider } from 'urql';
import { afterEach, expect, test, vi } from 'vitest';
import { createScriptedSockets } from '../../../sdk/test/scripted-socket.ts';
import { LiveContext } from '../api/use-live.ts';
import { ChangeKeysContext } from '../changes/change-keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createSentKeys } from '../storage/sent-keys.ts';
import AppointmentPage from './AppointmentPage.tsx';

afterEach(cleanup);

const QUEUED = { status: 'QUEUED', attempt: 1, error: null, nextAttemptAt: null, occurredAt: '2030-01-01T09:00:00Z' };
const delivery = (id: string, kind: string, sequence: number, ...more: object[]) => ({
  id,
  channel: 'EMAIL',
  kind,
  sequence,
  createdAt: '2030-01-01T09:00:00Z',
  history: [QUEUED, ...more].map((step) => ({ ...step, recipient: 'ana@example.com' })),
});
const booked = {
  kind: 'BOOKED',
  sequence: 0,
  at: '2030-01-01T09:00:00Z',
  role: 'CUSTOMER',
  by: null,
  time: '2030-02-20T14:00:00Z',
  timeZone: 'Europe/Vienna',
  durationMinutes: 30,
  title: 'Check-up',
  location: null,
  reason: null,
};
const moved = { ...booked, kind: 'RESCHEDULED', sequence: 1, role: 'STAFF', time: '2030-02-21T14:00:00Z' };
const cancelled = { ...moved, kind: 'CANCELLED', sequence: 2, reason: 'We are ill' };

function answer(history: readonly (typeof booked | typeof cancelled)[], deliveries: readonly object[]) {
  const last = history.at(-1) ?? booked;
  const isCancelled = last.kind === 'CANCELLED';
  return {
    data: {
      installation: { guestsMayCancel: false, contact: null },
      appointment: {
        id: 'a-1',
        reference: 'K7QM-4TXB',
        customerName: null,
        title: last.title,
        location: null,
        time: last.time,
        timeZone: last.timeZone,
        durationMinutes: 30,
        createdAt: booked.at,
        notify: { email: true, sms: false },
        status: isCancelled ? 'CANCELLED' : 'BOOKED',
        sequence: last.sequence,
        cancelledAt: isCancelled ? last.at : null,
        cancelReason: last.reason,
        reminders: [{ before: 'PT24H', dueAt: '2030-02-19T14:00:00Z', email: true, sms: false, status: 'PLANNED' }],
        history,
        addressCorrections: [],
        deliveries,
      },
    },
  };
}

/** The page, with a server that answers so, in order, and the last answer from then on. */
async function show(...answers: object[]) {
  const { sockets, WebSocket } = createScriptedSockets();
  const live = createLiveClient({ url: 'ws://test', token: () => 't', WebSocket, lingerMs: 0, waitMs: () => 0 });
  let queries = 0;
  const calls = new Client({
    url: 'http://test/graphql',
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async () => Response.json(answers[Math.min(queries++, answers.length - 1)]),
  });
  render(
    <Provider value={calls}>
      <LiveContext value={live}>
        <ChangeKeysContext value={createSentKeys(createMemoryStorage(), 'change')}>
          <AppointmentPage id="a-1" feedCursor="c-0" viewer={{ role: 'customer', sub: 'ana' }} />
        </ChangeKeysContext>
      </LiveContext>
    </Provider>,
  );
  await screen.findByText('Your confirmation');
  await vi.waitFor(() => expect(sockets[0]?.subscribes).toHaveLength(1));
  return {
    queries: () => queries,
    change(deliveryId: string, status: string) {
      const about = { cursor: 'c', deliveryId, appointmentId: 'a-1', channel: 'EMAIL' };
      const deliveryStatusChanged = { ...about, ...QUEUED, status };
      const id = sockets[0]?.subscribes.at(-1)?.id;
      act(() => sockets[0]?.hear({ type: 'next', id, payload: { data: { deliveryStatusChanged } } }));
    },
  };
}

const CONFIRMATION = delivery('d-0', 'CONFIRMATION', 0);
const SKIPPED = { ...QUEUED, status: 'SKIPPED', error: { code: 'SUPERSEDED', message: 'in the API’s words' } };

test('the page of an appointment that others move shows the new time and message by itself, and the old one as not sent', async () => {
  const old = delivery('d-0', 'CONFIRMATION', 0, SKIPPED);
  const { change, queries } = await show(
    answer([booked], [CONFIRMATION]),
    answer([booked, moved], [old, delivery('d-1', 'CHANGE', 1)]),
  );
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('You’re booked');
  change('d-1', 'SENDING');
  await screen.findByText('Message about the change');
  expect(screen.getByRole('status').textContent).toMatch(/^Moved by the desk to .*21/);
  expect(document.querySelector('.details')?.textContent).toMatch(/Feb.*21.*was .*Feb.*20/);
  expect(screen.getByRole('region', { name: 'Change by e-mail' }).textContent).toContain('On its way');
  expect(screen.getByText('Not sent: the appointment was changed since.')).toBeTruthy();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Check-up');
  change('d-1', 'SENT');
  await screen.findByText('The provider has accepted it.');
  expect(queries()).toBe(2);
});

test('the page of a cancelled appointment says when and why, and offers nothing that would change it', async () => {
  const { change } = await show(
    answer([booked], [CONFIRMATION]),
    answer([booked, moved, cancelled], [CONFIRMATION, delivery('d-2', 'CANCELLATION', 2)]),
  );
  expect(screen.getByText('24 hours before, by e-mail')).toBeTruthy();
  change('d-2', 'QUEUED');
  await screen.findByText('This appointment is cancelled.');
  expect(screen.getByRole('status').textContent).toMatch(/Why: We are illCancelled by the desk, /);
  expect(screen.queryByText('24 hours before, by e-mail')).toBeNull();
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Print']);
});

test('the page keeps what it shows when a later query fails, and notices a change of which nobody was notified', async () => {
  const failed = { data: null, errors: [{ message: 'm', extensions: { code: 'UNAVAILABLE' } }] };
  const { queries } = await show(answer([booked], [CONFIRMATION]), failed, answer([booked, moved], [CONFIRMATION]));
  const look = () => act(() => void document.dispatchEvent(new Event('visibilitychange')));
  look();
  await vi.waitFor(() => expect(queries()).toBe(2));
  expect(screen.getByText('Your confirmation')).toBeTruthy();
  look();
  await screen.findByText(/^Moved by the desk/, { selector: '.news p' });
});
