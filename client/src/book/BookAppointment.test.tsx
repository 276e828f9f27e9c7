import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Client, fetchExchange, Provider } from 'urql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { BookAppointment } from './BookAppointment.tsx';
import { createDrafts, type Drafts } from './drafts.ts';

let drafts: Drafts;
beforeEach(() => {
  drafts = createDrafts(createMemoryStorage());
});
afterEach(cleanup);

const BOOKED = { data: { createAppointment: { appointment: { id: 'a-1' }, feedCursor: 'c-0' } } };
const USUAL = { data: { installation: { reminders: [{ before: 'PT24H', email: true, sms: true }] } } };
const REFUSED = {
  data: null,
  errors: [
    {
      message: 'The input has problems.',
      extensions: {
        code: 'BAD_USER_INPUT',
        issues: [
          { path: ['input', 'email'], code: 'INVALID_EMAIL', message: 'must be an e-mail address' },
          { path: ['input', 'userId'], code: 'TOO_LONG', message: 'must have at most 255 characters' },
        ],
      },
    },
  ],
};

/** The form, with a server that answers so, in order; an answer may be lost. */
function show(...answers: (object | 'lost')[]) {
  const inputs: Record<string, unknown>[] = [];
  const booked: string[][] = [];
  const calls = new Client({
    url: 'http://test/graphql',
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (_url, init) => {
      const { query, variables } = JSON.parse(String(init?.body));
      if (query.includes('UsualReminders')) return Response.json(USUAL);
      inputs.push(variables.input);
      const answer = answers.shift() ?? 'lost';
      if (answer === 'lost') throw new TypeError('Failed to fetch');
      return Response.json(answer);
    },
  });
  render(
    <Provider value={calls}>
      <BookAppointment drafts={drafts} onBooked={(...what) => booked.push(what)} />
    </Provider>,
  );
  return { inputs, booked };
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = () => fireEvent.click(screen.getByRole('button'));
const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

function fill() {
  type('What is it for?', 'Check-up');
  type('When?', '2030-02-20T15:00');
  type('E-mail address', 'ana@example.com');
}

test('the form shows what is missing at its field, sends nothing, and focuses the first such field', async () => {
  const { inputs } = show();
  press();
  await until(() => expect(document.activeElement?.id).toBe('when'));
  const when = screen.getByLabelText('When?');
  expect(when.getAttribute('aria-invalid')).toBe('true');
  const described = when.getAttribute('aria-describedby')?.split(' ') ?? [];
  expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('Choose a day and a time.');
  expect(inputs).toEqual([]);
});

test('the form shows what the server refused at its field, and keeps what was typed', async () => {
  const { booked } = show(REFUSED);
  fill();
  press();
  const issue = await screen.findByText('This does not look like an e-mail address.');
  expect(screen.getByLabelText('E-mail address').getAttribute('aria-describedby')).toBe(issue.id);
  expect(screen.getByRole('alert').textContent).toBe('Some of this needs another look. This is too long.');
  expect(screen.getByLabelText<HTMLInputElement>('What is it for?').value).toBe('Check-up');
  expect(drafts.load()).toMatchObject({ title: 'Check-up', email: 'ana@example.com' });
  expect(booked).toEqual([]);
});

test('the form repeats a call whose answer was lost with the same key, and drops the draft once it is booked', async () => {
  const { inputs, booked } = show('lost', BOOKED);
  fill();
  press();
  press(); // the impatient press books nothing more
  await until(() => expect(booked).toEqual([['a-1', 'c-0']]));
  expect(inputs).toHaveLength(2);
  expect(inputs[0]?.idempotencyKey).toBe(inputs[1]?.idempotencyKey);
  expect(drafts.load().title).toBe('');
});

test('the form says that the server is unreachable, and the next press uses the same key', async () => {
  const { inputs, booked } = show('lost', 'lost', 'lost', BOOKED);
  fill();
  press();
  await until(() => expect(screen.getByRole('alert').textContent).toContain('could not be reached'));
  press();
  await until(() => expect(booked).toHaveLength(1));
  expect(new Set(inputs.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test('the form says when to try again after too many bookings, and keeps what was typed', async () => {
  const issues = [{ path: ['input'], code: 'BOOKED_TOO_OFTEN', message: 'You have booked too often' }];
  const extensions = { code: 'RATE_LIMITED', retryAfterMs: 1_500_000, issues };
  const limited = { data: null, errors: [{ message: 'You have booked too often', extensions }] };
  const { inputs, booked } = show(limited);
  fill();
  press();
  await screen.findByText('You have booked very often within an hour. Try again in 25 minutes.');
  expect(screen.getByLabelText('What is it for?')).toHaveProperty('value', 'Check-up');
  expect(inputs).toHaveLength(1);
  expect(booked).toEqual([]);
});

test('the form checks a field when it is left, and drops its issue when it is typed in again', async () => {
  show(REFUSED);
  fill();
  const email = screen.getByLabelText('E-mail address');
  type('E-mail address', 'ana');
  expect(email.getAttribute('aria-invalid')).toBe('false');
  fireEvent.blur(email);
  expect((await screen.findByText('This does not look like an e-mail address.')).id).toBe('email-issue');
  type('E-mail address', 'ana@example.com');
  expect(email.getAttribute('aria-invalid')).toBe('false');
  press();
  await screen.findByText('This does not look like an e-mail address.');
  type('What is it for?', 'Something else');
  expect(screen.getByText('This does not look like an e-mail address.')).toBeTruthy();
  type('E-mail address', 'ana@example.org');
  expect(email.getAttribute('aria-invalid')).toBe('false');
  fireEvent.click(screen.getByLabelText('by e-mail'));
  expect(screen.getByText('Choose at least one way to be told.')).toBeTruthy();
});

test('the form shows nothing new while a pointer is down, so that nothing moves from under it', async () => {
  show();
  fill();
  type('E-mail address', 'ana');
  fireEvent.pointerDown(screen.getByRole('button'));
  fireEvent.blur(screen.getByLabelText('E-mail address'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(screen.queryByText('This does not look like an e-mail address.')).toBeNull();
  fireEvent.pointerUp(screen.getByRole('button'));
  await screen.findByText('This does not look like an e-mail address.');
});

test.each([
  ['the pointer moves with no button down', () => fireEvent.pointerMove(document.body, { buttons: 0 })],
  ['a key is pressed', () => fireEvent.keyDown(document.body, { key: 'Tab' })],
  ['the window loses the focus', () => fireEvent.blur(window)],
])('the form takes a press whose release it did not get for over when %s', async (_what, happens) => {
  show();
  fill();
  type('E-mail address', 'ana');
  fireEvent.pointerDown(screen.getByLabelText('Time zone'));
  fireEvent.blur(screen.getByLabelText('E-mail address'));
  fireEvent.pointerMove(document.body, { buttons: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(screen.queryByText('This does not look like an e-mail address.')).toBeNull();
  happens();
  await screen.findByText('This does not look like an e-mail address.');
});

test('the form keeps what the server found wrong while it is sent again', async () => {
  show(REFUSED, REFUSED);
  fill();
  press();
  await screen.findByText('This does not look like an e-mail address.');
  press();
  expect(screen.getByRole('button').textContent).toBe('Booking…');
  expect(screen.getByText('This does not look like an e-mail address.')).toBeTruthy();
  await until(() => expect(screen.getByRole('button').textContent).toBe('Book'));
});

test('the form asks which of two times it is, sends nothing before, and forgets the choice with the time', async () => {
  const { inputs, booked } = show(BOOKED);
  fill();
  fireEvent.change(screen.getByLabelText('Time zone'), { target: { value: 'Europe/Vienna' } });
  type('When?', '2030-10-27T02:30');
  press();
  await until(() => expect(document.activeElement?.getAttribute('name')).toBe('occurrence'));
  const group = screen.getByRole('radiogroup');
  expect(group.getAttribute('aria-invalid')).toBe('true');
  expect(group.textContent).toMatch(/2:30.*CEST, the first.*2:30.*CET, the second/);
  fireEvent.click(screen.getByLabelText(/CET, the second/));
  expect(group.getAttribute('aria-invalid')).toBe('false');
  type('When?', '2030-10-27T02:31');
  expect(screen.getByLabelText<HTMLInputElement>(/CET, the second/).checked).toBe(false);
  fireEvent.click(screen.getByLabelText(/CET, the second/));
  expect(inputs).toEqual([]);
  press();
  await until(() => expect(booked).toHaveLength(1));
  expect(inputs[0]?.time).toBe('2030-10-27T01:31:00.000Z');
});

test('the form offers the times beside one that the clocks skip', async () => {
  show();
  fireEvent.change(screen.getByLabelText('Time zone'), { target: { value: 'Europe/Vienna' } });
  type('When?', '2030-03-31T02:30');
  screen.getByRole('button', { name: /1:30.* CET/ });
  fireEvent.click(screen.getByRole('button', { name: /3:30.* CEST/ }));
  expect(screen.getByLabelText<HTMLInputElement>('When?').value).toBe('2030-03-31T03:30');
  expect(screen.queryByText(/skip this time/)).toBeNull();
});

test('the form sends the next press under another key where the key is spent', async () => {
  const conflict = { data: null, errors: [{ message: 'used', extensions: { code: 'CONFLICT' } }] };
  const { inputs, booked } = show(conflict, BOOKED);
  fill();
  press();
  await screen.findByText(/Something else was booked with this form before/);
  press();
  await until(() => expect(booked).toHaveLength(1));
  expect(inputs[0]?.idempotencyKey).not.toBe(inputs[1]?.idempotencyKey);
});

test('the form says what is usual for reminders, and sends others where they are chosen', async () => {
  const { inputs, booked } = show(BOOKED, BOOKED);
  fill();
  await screen.findByText('As usual: 24 hours before by e-mail');
  fireEvent.click(screen.getByLabelText('Others'));
  press();
  await screen.findByText('Choose at least one, or none.');
  fireEvent.click(screen.getByLabelText('2 hours before'));
  type('Another one (optional)', '3');
  fireEvent.change(screen.getByLabelText('Unit'), { target: { value: 'D' } });
  press();
  await until(() => expect(booked).toHaveLength(1));
  expect(inputs[0]?.reminders).toEqual([
    { before: 'PT2H', email: true, sms: false },
    { before: 'P3D', email: true, sms: false },
  ]);
});

test('the form shows what the server found wrong with a reminder, and sends none where none is chosen', async () => {
  const issues = [{ path: ['input', 'reminders', 0, 'before'], code: 'INVALID_DURATION', message: 'must be' }];
  const { inputs, booked } = show(
    { data: null, errors: [{ message: 'wrong', extensions: { code: 'BAD_USER_INPUT', issues } }] },
    BOOKED,
  );
  fill();
  press();
  await screen.findByText('Choose between 5 minutes and 90 days.');
  expect(inputs[0]).not.toHaveProperty('reminders');
  fireEvent.click(screen.getByLabelText('None'));
  press();
  await until(() => expect(booked).toHaveLength(1));
  expect(inputs[1]?.reminders).toEqual([]);
});
