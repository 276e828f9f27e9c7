import { describe, expect, it } from 'vitest';
import { type AfterCursor, checkCursor, resumeResultOf } from './check-cursor.ts';
import type { Positions } from './positions.ts';
import type { StoredPosition } from './store.ts';

const stored: StoredPosition = {
  epoch: 'e',
  generation: 'g2',
  intact: true,
  positions: [10, 20],
  historyStart: [3, 0],
};

/** What becomes of a cursor, by the outcome that is counted. `ends`: of the log; `former`: where generation g1 ended. */
async function outcomeOf(
  cursor: Partial<AfterCursor>,
  {
    at = stored,
    ends = [11, 21],
    former = [5, 5],
  }: { at?: StoredPosition; ends?: readonly number[]; former?: Positions } = {},
): Promise<string> {
  const reads = {
    reached: async (_epoch: string, generation: string | null, positions: Positions) =>
      generation === 'g1' && positions.every((position, partition) => position <= (former[partition] ?? -1)),
    logEnds: async () => new Map(ends.entries()),
  };
  const whole: AfterCursor = { kind: 'after', epoch: 'e', generation: 'g2', positions: [10, 20], ...cursor };
  return await checkCursor(whole, at, reads).then(() => 'resumed', resumeResultOf);
}

describe('a cursor that a stream is to go on from', () => {
  it('is good at every position that is stored, and at those of the log that are not stored yet', async () => {
    expect(await outcomeOf({})).toBe('resumed');
    expect(await outcomeOf({ positions: [2, -1] })).toBe('resumed');
    expect(await outcomeOf({ positions: [12, 20] }, { ends: [13, 21] })).toBe('resumed');
  });

  it('is invalid beyond the end of the log, and in a partition that the log does not have', async () => {
    expect(await outcomeOf({ positions: [11, 20] })).toBe('cursor_invalid');
    expect(await outcomeOf({ positions: [10, 20, 0] })).toBe('cursor_invalid');
  });

  it('has expired when it is of another epoch, or needs changes that are not kept', async () => {
    expect(await outcomeOf({ epoch: 'another' })).toBe('cursor_expired');
    expect(await outcomeOf({ positions: [1, 20] })).toBe('cursor_expired');
    expect(await outcomeOf({ positions: [] })).toBe('cursor_expired');
  });

  it('is good in a former generation up to its end, and has expired beyond that or when none is known', async () => {
    expect(await outcomeOf({ generation: 'g1', positions: [5, 5] })).toBe('resumed');
    expect(await outcomeOf({ generation: 'g1', positions: [6, 5] })).toBe('cursor_expired');
    expect(await outcomeOf({ generation: 'g0', positions: [5, 5] })).toBe('cursor_expired');
    expect(await outcomeOf({ generation: null, positions: [5, 5] })).toBe('cursor_expired');
  });

  it('has expired beyond what is stored once its generation has ended, though the log goes on', async () => {
    const at = { ...stored, intact: false };
    expect(await outcomeOf({ positions: [12, 20] }, { at, ends: [13, 21] })).toBe('cursor_expired');
    expect(await outcomeOf({ positions: [10, 20] }, { at })).toBe('resumed');
  });
});
