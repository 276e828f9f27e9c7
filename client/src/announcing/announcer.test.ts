import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAnnouncer } from './announcer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const EMAIL = new Map([['d-1', 'E-mail: Sent.']]);

test('the announcer joins a burst into one text with only the latest of each thing', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  announce(new Map([['d-1', 'E-mail: Sending.']]));
  announce(new Map([['d-2', 'Text message: Sending.']]));
  announce(EMAIL);
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual(['', 'E-mail: Sent. Text message: Sending.']);
});

test('the announcer only counts the changes of a long burst', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  announce(new Map(['a', 'b', 'c', 'd'].map((thing) => [thing, `${thing}.`])));
  vi.advanceTimersByTime(1_000);
  expect(said.at(-1)).toBe('4 changes.');
});

test('the announcer repeats a sentence that is true again', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  for (const _ of [1, 2]) {
    announce(EMAIL);
    vi.advanceTimersByTime(1_000);
  }
  announce(new Map());
  expect(said).toEqual(['', 'E-mail: Sent.', '', 'E-mail: Sent.']);
});
