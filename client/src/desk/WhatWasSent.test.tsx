import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Client, fetchExchange, Provider } from 'urql';
import { afterEach, expect, test } from 'vitest';
import type { DeskDetail, DeskMessage } from './documents.ts';
import { mailDocument, sentSentence } from './sent.ts';
import { WhatWasSent } from './WhatWasSent.tsx';

afterEach(cleanup);

const appointment = { timeZone: 'Europe/Vienna' } as NonNullable<DeskDetail['appointment']>;
const delivery = { id: 'd-1', appointment, status: 'SENT', history: [{ status: 'SENT' }] } as unknown as DeskDetail;
const mail: DeskMessage = {
  asSent: true,
  to: 'anna@example.com',
  from: 'Hill Clinic <desk@hill.example>',
  replyTo: null,
  subject: 'Your appointment',
  text: 'the plain text',
  html: '<html><head><style>@media (prefers-color-scheme: dark) {}</style></head><body>Hello</body></html>',
  segments: [],
  calendar: {
    summary: 'Check-up',
    start: '2030-02-20T14:00:00Z',
    end: '2030-02-20T14:30:00Z',
    location: 'Graben 1',
    description: 'Reference: K7QM-4TXB',
    url: null,
    isCancelled: true,
  },
};
const sms: DeskMessage = {
  ...mail,
  html: null,
  subject: null,
  calendar: null,
  segments: ['Hill ', 'Clinic'],
  asSent: false,
};

function open(message: DeskMessage | null) {
  let queries = 0;
  const calls = new Client({
    url: 'http://test/graphql',
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async () => {
      queries += 1;
      return Response.json({ data: { delivery: { id: 'd-1', message } } });
    },
  });
  const shown = (of: DeskDetail) => (
    <Provider value={calls}>
      <WhatWasSent delivery={of} />
    </Provider>
  );
  const { rerender } = render(shown(delivery));
  const details = screen.getByText('What was sent').closest('details');
  if (details === null) throw new Error('there is no disclosure');
  expect(queries).toBe(0); // nothing is queried before it is opened
  details.open = true;
  fireEvent(details, new Event('toggle'));
  return { queries: () => queries, changed: (of: DeskDetail) => rerender(shown(of)) };
}

test('a mail is shown with its headers, in a frame that runs and loads nothing, as text, and with its calendar entry', async () => {
  open(mail);
  const frame = await screen.findByTitle('The mail, phone, light');
  expect(screen.getByRole('status').textContent).toBe('As sent.');
  expect(screen.getByText('Hill Clinic <desk@hill.example>')).toBeTruthy();
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.getAttribute('srcdoc')).toContain(
    `<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'`,
  );
  fireEvent.click(screen.getByLabelText('Dark'));
  fireEvent.click(screen.getByLabelText('Desktop'));
  expect(screen.getByTitle('The mail, desktop, dark').getAttribute('srcdoc')).toContain('@media all {}');
  fireEvent.click(screen.getByLabelText('Plain text'));
  expect(screen.getByText('the plain text')).toBeTruthy();
  expect(screen.queryByTitle(/^The mail/)).toBeNull();
  fireEvent.click(screen.getByLabelText('Calendar entry'));
  expect(screen.getByText('Removes the entry from their calendar')).toBeTruthy();
  expect(screen.getByText('Check-up')).toBeTruthy();
});

test('an SMS is shown with its segments, and that its text has changed since; it is queried again after a change', async () => {
  const { queries, changed } = open(sms);
  expect((await screen.findByText('2 segments, 14 characters')).textContent).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('texts or settings changed since');
  expect(queries()).toBe(1);
  changed({ ...delivery, history: [...delivery.history, ...delivery.history] });
  await expect.poll(queries).toBe(2);
});

test('where the message is not known, that is said', async () => {
  open(null);
  expect(await screen.findByText('What was sent is not known.')).toBeTruthy();
});

test('what is shown is said to be what was sent only where that is known', () => {
  const say = (asSent: boolean | null, status: DeskDetail['status'], wasTried = true) =>
    sentSentence({ asSent, status, wasTried });
  expect(say(true, 'DELIVERED')).toBe('As sent.');
  expect(say(true, 'FAILED')).toBe('As the last attempt gave it to the provider.');
  expect(say(false, 'SENT')).toContain('would look today: texts or settings changed since');
  expect(say(null, 'QUEUED', false)).toBe('This is how it will be sent.');
  expect(say(null, 'SENT')).toContain('What was sent is not known.');
  expect(say(null, 'FAILED')).toContain('What was sent is not known.');
  expect(say(null, 'SKIPPED', false)).toContain('It was not sent.');
  expect(say(null, 'FAILED', false)).toContain('It was not sent.');
});

test('the policy of a frame stands before all of the mail, also where that has no head', () => {
  expect(mailDocument('<p>x</p>', 'light')).toMatch(/^<meta http-equiv="Content-Security-Policy"/);
});
