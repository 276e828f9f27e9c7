import { createLiveClient } from '@belltower/sdk/resume';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { Client, fetchExchange, Provider } from 'urql';
import { afterEach, expect, test, vi } from 'vitest';
import { createScriptedSockets } from '../../../sdk/test/scripted-socket.ts';
import { LiveContext } from '../api/use-live.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createSentKeys } from '../storage/sent-keys.ts';
import { ChangeActions } from './ChangeActions.tsx';
import { ChangeKeysContext } from './change-keys.ts';
import type { Changeable } from './changeable.ts';

afterEach(cleanup);

const appointment: Changeable = {
  id: 'a-1',
  title: 'Check-up',
  location: 'Graben 1',
  time: '2030-02-20T14:00:00Z',
  timeZone: 'Europe/Vienna',
  durationMinutes: 30,
  notify: { email: true, sms: true },
  status: 'BOOKED',
  sequence: 0,
};
const MOVED = { data: { rescheduleAppointment: { appointment: { id: 'a-1', sequence: 1 } } } };
const CANCELLED = { data: { cancelAppointment: { appointment: { id: 'a-1', sequence: 1 } } } };
const refused = (extensions: object) => ({ data: null, errors: [{ message: 'in the API’s words', extensions }] });
const conflict = (reason: string) => refused({ code: 'CONFLICT', reason });

/** The actions of staff, with a server that answers so, in order; an answer may be lost. */
function show(...answers: (object | 'lost')[]) {
  const inputs: Record<string, unknown>[] = [];
  const happened: string[] = [];
  const calls = new Client({
    url: 'http://test/graphql',
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (_url, init) => {
      inputs.push(JSON.parse(String(init?.body)).variables.input);
      const answer = answers.shift() ?? 'lost';
      if (answer === 'lost') throw new TypeError('Failed to fetch');
      return Response.json(answer);
    },
  });
  const { WebSocket } = createScriptedSockets();
  const live = createLiveClient({ url: 'ws://test', token: () => 't', WebSocket });
  const keys = createSentKeys(createMemoryStorage(), 'change');
  const shown = (now: Changeable) => (
    <Provider value={calls}>
      <LiveContext value={live}>
        <ChangeKeysContext value={keys}>
          <ChangeActions
            appointment={now}
            viewer={{ role: 'staff', sub: 'desk' }}
            guestsMayCancel={false}
            refresh={() => happened.push('refresh')}
            done={(text) => happened.push(text)}
          />
        </ChangeKeysContext>
      </LiveContext>
    </Provider>
  );
  const { rerender } = render(shown(appointment));
  return { inputs, happened, become: (part: Partial<Changeable>) => rerender(shown({ ...appointment, ...part })) };
}

const dialog = () => within(screen.getByRole('dialog'));
async function open(name: 'Move or change' | 'Cancel the appointment') {
  fireEvent.click(screen.getByRole('button', { name }));
  await screen.findByRole('dialog', {}, { timeout: 5_000 }); // its code is loaded first
}
const type = (label: string, value: string) => fireEvent.change(dialog().getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(dialog().getByRole('button', { name }));
const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

test('a move sends what was changed, to the chosen channels, for the sequence that was shown', async () => {
  const { inputs, happened } = show(MOVED);
  await open('Move or change');
  expect(document.activeElement?.textContent).toBe('Move or change the appointment');
  type('When?', '2030-02-21T09:30');
  fireEvent.click(dialog().getByLabelText('by text message'));
  press('Save the change');
  await until(() => expect(happened).toEqual(['refresh', 'The appointment is changed.']));
  expect(inputs).toEqual([
    {
      id: 'a-1',
      time: '2030-02-21T08:30:00.000Z',
      timeZone: 'Europe/Vienna',
      notify: { email: true, sms: false },
      expectedSequence: 0,
      idempotencyKey: expect.any(String),
    },
  ]);
});

test('a move without a change sends nothing and says so, and one that cannot be sent shows why at its field', async () => {
  const { inputs } = show();
  await open('Move or change');
  press('Save the change');
  await dialog().findByText('Nothing is changed yet.');
  type('When?', '2030-03-31T02:30');
  press('Save the change');
  await dialog().findByText('The clocks skip this time. Choose below.');
  await until(() => expect(document.activeElement?.id).toBe('when'));
  expect(inputs).toEqual([]);
});

test('a move whose answer was lost is repeated with the same key', async () => {
  const { inputs, happened } = show('lost', MOVED);
  await open('Move or change');
  type('Where?', 'Markt 2');
  press('Save the change');
  await until(() => expect(happened).toHaveLength(2));
  expect(inputs).toHaveLength(2);
  expect(inputs[0]).toEqual(inputs[1]);
});

test('a move that others made shows what the appointment is now, and goes on from there with what was typed', async () => {
  const { inputs, happened, become } = show(conflict('SEQUENCE_CHANGED'), MOVED);
  await open('Move or change');
  type('What is it for?', 'Cleaning');
  press('Save the change');
  await dialog().findByText('The appointment has been changed meanwhile.');
  expect(happened).toEqual(['refresh']);
  become({ sequence: 1, time: '2030-02-22T14:00:00Z', location: 'Markt 2' });
  await dialog().findByText(/It was changed meanwhile\. It is now:/);
  press('Go on from there');
  expect(document.activeElement?.id).toBe('when');
  expect(dialog().getByLabelText<HTMLInputElement>('When?').value).toBe('2030-02-22T15:00');
  expect(dialog().getByLabelText<HTMLInputElement>('Where?').value).toBe('Markt 2');
  press('Save the change');
  await until(() => expect(inputs).toHaveLength(2));
  expect(inputs[1]).toMatchObject({ title: 'Cleaning', expectedSequence: 1 });
  expect(inputs[1]).not.toHaveProperty('location');
  expect(inputs[1]?.idempotencyKey).not.toBe(inputs[0]?.idempotencyKey);
});

test('a form says that others have cancelled while it was open', async () => {
  const { become } = show();
  await open('Move or change');
  become({ sequence: 1, status: 'CANCELLED' });
  await dialog().findByText('It was cancelled meanwhile: there is nothing left to change.');
});

test('a cancellation asks once more, and sends the reason', async () => {
  const { inputs, happened } = show(CANCELLED);
  await open('Cancel the appointment');
  expect(dialog().getByText(/This cannot be undone/)).toBeTruthy();
  type('Why? (optional)', ' We are\nill ');
  fireEvent.click(dialog().getByLabelText('by e-mail'));
  fireEvent.click(dialog().getByLabelText('by text message'));
  expect(dialog().getByText('No message is sent.')).toBeTruthy();
  press('Cancel the appointment');
  await until(() => expect(happened).toEqual(['refresh', 'The appointment is cancelled.']));
  expect(inputs).toEqual([
    {
      id: 'a-1',
      reason: 'We are ill',
      notify: { email: false, sms: false },
      expectedSequence: 0,
      idempotencyKey: expect.any(String),
    },
  ]);
});

test('a cancellation shows at its field what the server found wrong, and in words why it came too late', async () => {
  const issues = [{ path: ['input', 'reason'], code: 'TOO_LONG', message: 'in the API’s words' }];
  show(refused({ code: 'BAD_USER_INPUT', issues }), conflict('APPOINTMENT_PAST'));
  await open('Cancel the appointment');
  press('Cancel the appointment');
  const issue = await dialog().findByText('At most 500 characters.');
  expect(dialog().getByLabelText('Why? (optional)').getAttribute('aria-describedby')).toContain(issue.id);
  press('Cancel the appointment');
  await dialog().findByText('The appointment has begun, so it cannot be changed any more.');
});

test('a dialog that is left changes nothing, and gives the focus back', async () => {
  const { inputs, happened } = show();
  await open('Cancel the appointment');
  press('Keep it');
  await until(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect([inputs, happened]).toEqual([[], []]);
});
