import { describe, expect, it } from 'vitest';
import { createWatchdog, type Observation } from './watchdog.ts';

const stuck = { reachable: true, ahead: true, room: true, read: 7 };

function watch(...seen: readonly Partial<Observation>[]) {
  const watchdog = createWatchdog(60_000);
  return seen.map((one, index) => watchdog.observe({ atMs: index * 20_000, ...stuck, ...one }));
}

describe('the watchdog', () => {
  it('reports a stall when a reader that could read has read nothing for the limit', () => {
    expect(watch({}, {}, {}, {}, {}, {})).toEqual([null, null, null, null, 60_000, 80_000]);
  });

  it.each([
    ['the log could not be reached', { reachable: false }],
    ['there was nothing to read', { ahead: false }],
    ['there was no room', { room: false }],
    ['something was read', { read: 6 }],
  ])('starts the time again after %s', (_reason, seen) => {
    expect(watch({}, {}, {}, seen, {}, {}, {}).slice(0, 6)).toEqual([null, null, null, null, null, null]);
  });
});
