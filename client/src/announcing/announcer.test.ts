import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAnnouncer } from './announcer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a burst is told in one breath', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  announce(['E-mail: Sending.']);
  announce(['E-mail: Sent.']);
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual(['', 'E-mail: Sending. E-mail: Sent.']);
});

test('more than can be listened to is counted', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  announce(['a', 'b', 'c', 'd']);
  vi.advanceTimersByTime(1_000);
  expect(said.at(-1)).toBe('4 changes.');
});

test('the same sentence is heard again when it is true again', () => {
  const said: string[] = [];
  const announce = createAnnouncer((text) => said.push(text));
  for (const _ of [1, 2]) {
    announce(['E-mail: Sent.']);
    vi.advanceTimersByTime(1_000);
  }
  announce([]);
  expect(said).toEqual(['', 'E-mail: Sent.', '', 'E-mail: Sent.']);
});
