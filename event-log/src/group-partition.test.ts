import { describe, expect, it } from 'vitest';
import type { LogNotice, LogRecord } from './event-log.ts';
import { createGroupPartition } from './group-partition.ts';
import { createUnfinishedBytes } from './unfinished-bytes.ts';

function open(maxSpan = 100, limit = 1 << 20) {
  const notices: LogNotice[] = [];
  let rooms = 0;
  const unfinishedBytes = createUnfinishedBytes({ limit, onRoom: () => (rooms += 1) });
  const state = createGroupPartition({
    topic: 't',
    partition: 0,
    maxSpan,
    unfinishedBytes,
    notify: (notice) => notices.push(notice),
    onRoom: () => {
      rooms += 1;
    },
  });
  return { state, notices, rooms: () => rooms };
}

function records(from: number, to: number): LogRecord[] {
  return Array.from({ length: to - from }, (_, index) => {
    const position = from + index;
    return { topic: 't', partition: 0, position, key: null, value: Buffer.of(), headers: {}, appendedAt: new Date(0) };
  });
}

describe('a partition of a group', () => {
  it('begins at the start of the log when the group never committed', () => {
    const { state, notices } = open();
    expect(state.resume({ start: 5, end: 9, committed: null })).toBe(false);
    expect([state.watermark.next, state.committed, notices]).toEqual([5, null, []]);
  });

  it('keeps what is in flight when it is resumed, and starts nothing twice', () => {
    const { state, notices } = open();
    state.resume({ start: 0, end: 10, committed: null });
    const [first, second] = state.start(records(0, 6));
    second?.finish();
    state.resume({ start: 0, end: 12, committed: null });
    expect(state.start(records(0, 8)).map(({ position }) => position)).toEqual([6, 7]);
    expect(state.watermark.position).toBe(0);
    first?.finish();
    expect(state.watermark.position).toBe(2);
    expect(notices).toEqual([]);
  });

  it('skips what another member has finished and committed meanwhile', () => {
    const { state } = open();
    state.resume({ start: 0, end: 10, committed: null });
    state.start(records(0, 4));
    state.resume({ start: 0, end: 10, committed: 7 });
    expect([state.watermark.position, state.watermark.next, state.committed]).toEqual([7, 7, 7]);
  });

  it('reports what retention removed, but not records that are in flight here', () => {
    const { state, notices } = open();
    state.resume({ start: 0, end: 10, committed: null });
    state.start(records(0, 5));
    state.resume({ start: 4, end: 10, committed: null });
    expect(notices).toEqual([]);
    state.resume({ start: 8, end: 10, committed: null });
    expect(notices).toEqual([{ kind: 'lost', topic: 't', partition: 0, from: 5, to: 8 }]);
    expect([state.watermark.position, state.watermark.next]).toEqual([0, 8]);
  });

  it('begins again in another log, in which records of the former one finish nothing', () => {
    const { state, notices } = open();
    state.resume({ start: 0, end: 10, committed: null });
    const [old] = state.start(records(0, 10));
    expect(state.resume({ start: 0, end: 3, committed: 2 })).toBe(true);
    expect(notices).toEqual([{ kind: 'lost', topic: 't', partition: 0, from: 10, to: 0 }]);
    expect([state.watermark.next, state.committed]).toEqual([0, null]);
    state.start(records(0, 3));
    old?.finish();
    expect(state.watermark.position).toBe(0);
  });

  it('reads all of a log that has lost what was committed, whatever its end: it is another log', () => {
    const { state, notices } = open();
    state.resume({ start: 0, end: 5, committed: 5 });
    expect(state.resume({ start: 0, end: 5, committed: null })).toBe(true);
    expect(notices).toEqual([{ kind: 'lost', topic: 't', partition: 0, from: 5, to: 0 }]);
    expect([state.watermark.next, state.committed]).toEqual([0, null]);
  });

  it('counts repeated finishing once, and reports a full span once each time', () => {
    const { state, notices, rooms } = open(3);
    state.resume({ start: 0, end: 10, committed: null });
    const started = state.start(records(0, 3));
    expect([state.room(), state.room()]).toEqual([0, 0]);
    expect(notices).toEqual([{ kind: 'span-full', topic: 't', partition: 0, watermark: 0 }]);
    started[0]?.finish();
    started[0]?.finish();
    expect([state.room(), rooms()]).toEqual([1, 1]);
    state.start(records(3, 4));
    expect(state.room()).toBe(0);
    expect(notices).toHaveLength(2);
  });

  it('waits when unfinished records have too many bytes, reports that once, and continues when a tenth is finished', () => {
    const { state, notices, rooms } = open(1_000, 200_000);
    state.resume({ start: 0, end: 1_000, committed: null });
    const started = [];
    while (state.room() > 0) started.push(...state.start(records(started.length, started.length + 1)));
    expect(started.length).toBe(17); // of 6,000 bytes: half of the limit
    expect([state.room(), notices]).toMatchObject([0, [{ kind: 'bytes-full', bytes: 102_000 }]]);
    started[9]?.finish();
    started[9]?.finish();
    expect([state.room(), rooms()]).toMatchObject([0, 1 + 1]);
    started[8]?.finish();
    started[7]?.finish();
    expect([state.room() > 0, notices.length]).toEqual([true, 1]);
  });
});
