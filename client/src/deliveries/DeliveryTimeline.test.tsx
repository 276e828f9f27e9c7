import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { DeliveryTimeline } from './DeliveryTimeline.tsx';
import { foldHistory, type Step } from './fold.ts';

afterEach(cleanup);

const step = (status: Step['status'], attempt: number): Step => ({
  status,
  attempt,
  error: null,
  nextAttemptAt: null,
  occurredAt: '2030-01-01T09:00:00Z',
});
const RECIPIENTS = ['wrong@example.com', 'r•••@example.com', 'r•••@example.com'];

/** What is shown: where it went, then each step of another address with that. */
function shown(...history: Step[]): string[] {
  const timeline = foldHistory(new Map(), [{ id: 'd', channel: 'EMAIL', history }]).get('d');
  if (timeline === undefined) throw new Error('there is no timeline');
  const recipientOf = (attempt: number) => RECIPIENTS[attempt - 1] ?? null;
  const subject = { kind: 'CONFIRMATION', isOutdated: false } as const;
  render(<DeliveryTimeline timeline={timeline} subject={subject} recipientOf={recipientOf} contact={null} />);
  return screen.getAllByText(/\bto \S+@/).map(({ textContent }) => textContent?.replace(/^.*, to/, 'then to') ?? '');
}

test('the timeline shows where the present attempt goes, and where earlier ones went if that was elsewhere', () => {
  expect(shown(step('QUEUED', 1), step('FAILED', 1), step('QUEUED', 2), step('RETRYING', 2), step('SENT', 3))).toEqual([
    'to r•••@example.com',
    'then to wrong@example.com',
  ]);
});

test('the timeline of an early attempt that arrived late shows where the later one went', () => {
  expect(shown(step('QUEUED', 1), step('FAILED', 1), step('QUEUED', 2), step('SENT', 2), step('DELIVERED', 1))).toEqual(
    ['to wrong@example.com', 'then to r•••@example.com'],
  );
});
