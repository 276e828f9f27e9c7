import { describe, expect, it } from 'vitest';
import { type ReadinessFacts, readinessOf } from './readiness.ts';

const facts = (changes: Partial<ReadinessFacts> = {}): ReadinessFacts => ({
  stopping: false,
  database: 'writable',
  eventLogUp: true,
  feed: { state: 'reading', stalledMs: 0, caughtUp: true },
  ...changes,
});
const reading = facts().feed;

describe('the readiness of the server', () => {
  it('is given while it can write and its feed has caught up', () => {
    expect(readinessOf(facts())).toEqual({ ready: true, body: { status: 'ok', eventLog: 'up' } });
  });

  it('is refused while it stops, cannot write, or its feed has not caught up yet', () => {
    expect(readinessOf(facts({ stopping: true, database: 'down' }))).toEqual({
      ready: false,
      body: { status: 'stopping' },
    });
    expect(readinessOf(facts({ database: 'read-only', eventLogUp: false }))).toEqual({
      ready: false,
      body: { status: 'unavailable', database: 'read-only' },
    });
    expect(readinessOf(facts({ feed: { ...reading, caughtUp: false } }))).toEqual({
      ready: false,
      body: { status: 'catching up', eventLog: 'up' },
    });
  });

  it('stays, and says so, while the event log is down or the feed stalls', () => {
    const down = { ready: true, body: { status: 'degraded', eventLog: 'down' } };
    expect(readinessOf(facts({ eventLogUp: false, feed: { ...reading, caughtUp: false } }))).toEqual(down);
    expect(readinessOf(facts({ feed: { ...reading, state: 'interrupted', caughtUp: false } }))).toEqual(down);
    expect(readinessOf(facts({ feed: { ...reading, stalledMs: 30_001, caughtUp: false } }))).toEqual({
      ready: true,
      body: { status: 'degraded', eventLog: 'up', feed: 'stalled' },
    });
  });
});
