import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAnnouncer } from './announcer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const EMAIL = new Map([['d-1', 'E-mail: Sent.']]);

test('a burst is told in one breath, and of each thing only the latest', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  announce(new Map([['d-1', 'E-mail: Sending.']]));
  announce(new Map([['d-2', 'Text message: Sending.']]));
  announce(EMAIL);
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual(['', 'E-mail: Sent. Text message: Sending.']);
});

test('more than can be listened to is counted', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  announce(new Map(['a', 'b', 'c', 'd'].map((thing) => [thing, `${thing}.`])));
  vi.advanceTimersByTime(1_000);
  expect(said.at(-1)).toBe('4 changes.');
});

test('the same sentence is heard again when it is true again', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  for (const _ of [1, 2]) {
    announce(EMAIL);
    vi.advanceTimersByTime(1_000);
  }
  announce(new Map());
  expect(said).toEqual(['', 'E-mail: Sent.', '', 'E-mail: Sent.']);
});
