import { describe, expect, test } from 'vitest';
import type { DeliveryStatus } from '../generated/graphql.ts';
import type { DeliveryStatusChange } from './documents.ts';
import { foldChanges, foldHistory, latestStatus, type Step, type Timelines } from './fold.ts';

const NONE: Timelines = new Map();
const names = (timelines: Timelines, id = 'd-1') =>
  timelines.get(id)?.steps.map(({ attempt, status }) => `${attempt} ${status}`);

function step(attempt: number, status: DeliveryStatus): Step {
  return { attempt, status, error: null, nextAttemptAt: null, occurredAt: `2030-01-01T00:00:0${attempt}Z` };
}

function change(attempt: number, status: DeliveryStatus, deliveryId = 'd-1'): DeliveryStatusChange {
  return { ...step(attempt, status), cursor: 'c', deliveryId, appointmentId: 'a-1', channel: 'EMAIL' };
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const STORY = [
  change(1, 'QUEUED'),
  change(1, 'SENDING'),
  change(1, 'RETRYING'),
  change(2, 'SENDING'),
  change(2, 'SENT'),
  change(2, 'DELIVERED'),
];
const STORY_NAMES = ['1 QUEUED', '1 SENDING', '1 RETRYING', '2 SENDING', '2 SENT', '2 DELIVERED'];

describe('changes', () => {
  test('foldChanges sorts changes by attempt and rank, in whatever order they arrive', () => {
    for (const order of permutations(STORY)) {
      const timelines = foldChanges(NONE, order);
      expect(names(timelines)).toEqual(STORY_NAMES);
      expect(timelines.get('d-1')?.current).toMatchObject({ attempt: 2, status: 'DELIVERED' });
    }
  });

  test('foldChanges returns the same object for known changes', () => {
    const timelines = foldChanges(NONE, STORY);
    for (const known of STORY) expect(foldChanges(timelines, [known])).toBe(timelines);
    expect(foldChanges(timelines, STORY.toReversed())).toBe(timelines);
  });

  test('foldChanges puts overtaken changes into the past and leaves the present alone', () => {
    const sent = foldChanges(NONE, [change(1, 'SENT')]);
    const timelines = foldChanges(sent, [change(1, 'SENDING')]);
    expect(names(timelines)).toEqual(['1 SENDING', '1 SENT']);
    expect(timelines.get('d-1')?.current).toBe(sent.get('d-1')?.current);
  });

  test('foldChanges lets a later attempt overtake every outcome of an earlier one', () => {
    expect(names(foldChanges(NONE, [change(2, 'QUEUED'), change(1, 'FAILED')]))).toEqual(['1 FAILED', '2 QUEUED']);
  });

  test('foldChanges takes failed after sent, by a callback, for the present', () => {
    const { current } = foldChanges(NONE, [change(1, 'FAILED'), change(1, 'SENT')]).get('d-1') ?? {};
    expect(current?.status).toBe('FAILED');
  });

  test('foldChanges keeps delivered last and once, of whichever attempt', () => {
    const delivered = foldChanges(NONE, [change(2, 'SENDING'), change(1, 'DELIVERED')]);
    expect(names(delivered)).toEqual(['2 SENDING', '1 DELIVERED']);
    expect(foldChanges(delivered, [change(2, 'DELIVERED')])).toBe(delivered);
  });

  test('foldChanges of one delivery leaves the others as they are', () => {
    const one = foldChanges(NONE, [change(1, 'QUEUED', 'd-1')]);
    const both = foldChanges(one, [change(1, 'SENT', 'd-2')]);
    expect(both.get('d-1')).toBe(one.get('d-1'));
    expect(names(both, 'd-2')).toEqual(['1 SENT']);
  });

  test('foldChanges remembers a thousand deliveries at most', () => {
    const many = Array.from({ length: 1_005 }, (_, index) => change(1, 'SENT', `d-${index}`));
    const timelines = foldChanges(NONE, many);
    expect(timelines.size).toBe(1_000);
    expect(timelines.has('d-4')).toBe(false);
    expect(timelines.has('d-1004')).toBe(true);
  });
});

describe('a history and the feed', () => {
  const history = [{ id: 'd-1', channel: 'EMAIL' as const, history: [step(1, 'QUEUED'), step(1, 'SENDING')] }];

  test('foldHistory and foldChanges agree, whichever comes first and however they overlap', () => {
    const feed = [change(1, 'SENDING'), change(1, 'SENT')];
    const expected = ['1 QUEUED', '1 SENDING', '1 SENT'];
    expect(names(foldHistory(foldChanges(NONE, feed), history))).toEqual(expected);
    expect(names(foldChanges(foldHistory(NONE, history), feed))).toEqual(expected);
  });

  test('foldHistory adds no delivery without a history', () => {
    expect(foldHistory(NONE, [{ id: 'd-1', channel: 'SMS', history: [] }])).toBe(NONE);
  });
});

test('latestStatus is the later of the answered status and the watched one', () => {
  const watched = foldChanges(NONE, [change(2, 'SENDING')]);
  expect(latestStatus({ id: 'd-1', status: 'RETRYING', attempts: 1 }, watched)).toBe('SENDING');
  expect(latestStatus({ id: 'd-1', status: 'SENT', attempts: 2 }, watched)).toBe('SENT');
  expect(latestStatus({ id: 'd-2', status: 'QUEUED', attempts: 1 }, watched)).toBe('QUEUED');
});
