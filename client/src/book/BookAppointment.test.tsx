import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Client, fetchExchange, Provider } from 'urql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../playground/memory-storage.ts';
import { BookAppointment } from './BookAppointment.tsx';
import { createDrafts, type Drafts } from './drafts.ts';

let drafts: Drafts;
beforeEach(() => {
  drafts = createDrafts(createMemoryStorage());
});
afterEach(cleanup);

const BOOKED = { data: { createAppointment: { appointment: { id: 'a-1' }, feedCursor: 'c-0' } } };
const REFUSED = {
  data: null,
  errors: [
    {
      message: 'The input has problems.',
      extensions: {
        code: 'BAD_USER_INPUT',
        issues: [
          { path: ['input', 'email'], message: 'Expected an e-mail address.' },
          { path: ['input', 'userId'], message: 'Expected your own id.' },
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
      inputs.push(JSON.parse(String(init?.body)).variables.input);
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
  const issue = await screen.findByText('Expected an e-mail address.');
  expect(screen.getByLabelText('E-mail address').getAttribute('aria-describedby')).toBe(issue.id);
  expect(screen.getByRole('alert').textContent).toBe('Some of this needs another look. Expected your own id.');
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
  const extensions = { code: 'RATE_LIMITED', retryAfterMs: 1_500_000 };
  const limited = { data: null, errors: [{ message: 'You have booked too often in the last hour', extensions }] };
  const { inputs, booked } = show(limited);
  fill();
  press();
  await screen.findByText('You have booked too often in the last hour. Try again in 25 minutes.');
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
  expect(screen.getByText('This does not look like an e-mail address.').id).toBe('email-issue');
  type('E-mail address', 'ana@example.com');
  expect(email.getAttribute('aria-invalid')).toBe('false');
  press();
  await screen.findByText('Expected an e-mail address.');
  type('What is it for?', 'Something else');
  expect(screen.getByText('Expected an e-mail address.')).toBeTruthy();
  type('E-mail address', 'ana@example.org');
  expect(email.getAttribute('aria-invalid')).toBe('false');
  fireEvent.click(screen.getByLabelText('by e-mail'));
  expect(screen.getByText('Choose at least one way to be told.')).toBeTruthy();
});
