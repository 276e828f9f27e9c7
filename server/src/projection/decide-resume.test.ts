import { describe, expect, it } from 'vitest';
import { decideResume } from './decide-resume.ts';

const place = (position: number) => ({ position, lastEventId: 'e' });
const found = (start: number, end: number, partition = 0) => ({ partition, start, end, committed: null });

describe('where reading resumes', () => {
  it('reading resumes at the last record that was read, to recognise it', () => {
    expect(decideResume(new Map([[0, place(9)]]), 1, [found(0, 20)])).toEqual({
      kind: 'resume',
      from: new Map([[0, 9]]),
    });
  });

  it('reading begins at the start of partitions that were never read', () => {
    expect(decideResume(new Map([[1, place(9)]]), 2, [found(0, 20), found(0, 20, 1)])).toEqual({
      kind: 'resume',
      from: new Map([[1, 9]]),
    });
  });

  it('reading resumes after the last record when retention has deleted only that one', () => {
    expect(decideResume(new Map([[0, place(9)]]), 1, [found(10, 10)])).toEqual({
      kind: 'resume',
      from: new Map([[0, 10]]),
    });
    expect(decideResume(new Map([[0, place(9)]]), 1, [found(10, 12)])).toEqual({
      kind: 'resume',
      from: new Map([[0, 10]]),
    });
  });

  it.each([
    ['ends before what was read', 1, [found(0, 9)]],
    ['begins after what comes next', 1, [found(11, 20)]],
    ['has another number of partitions', 2, [found(0, 20)]],
  ])('reading begins a new epoch when the log %s', (_what, partitions, positions) => {
    expect(decideResume(new Map([[0, place(9)]]), partitions, positions).kind).toBe('new-epoch');
  });
});
