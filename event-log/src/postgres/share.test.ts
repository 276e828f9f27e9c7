import { describe, expect, it } from 'vitest';
import { type Candidate, decideShare, isSoleOwner } from './share.ts';

/** A group in which every member decides by what it sees, one after the other, round by round. */
function createGroup(topics: readonly number[]) {
  const candidates: Candidate[] = topics.flatMap((count, topic) =>
    Array.from({ length: count }, (_, index) => ({ id: topic * 1_000 + index + 1, topicId: topic + 1 })),
  );
  const members = new Set<number>();
  const holders = new Map<number, number>();
  let moves = 0;
  return {
    members,
    get moves() {
      return moves;
    },
    leave(member: number) {
      members.delete(member);
      for (const [id, holder] of holders) if (holder === member) holders.delete(id);
    },
    round() {
      for (const member of members) {
        const state = { members: new Map(topics.map((_, topic) => [topic + 1, members])), holders };
        const { take, release } = decideShare(member, candidates, state);
        for (const id of take) {
          if (holders.has(id)) continue;
          holders.set(id, member);
          moves += 1;
        }
        if (release !== null) holders.delete(release);
      }
    },
    loads: () => [...members].map((member) => [...holders.values()].filter((holder) => holder === member).length),
    /** How many of one topic's partitions each member holds. */
    loadsIn: (topic: number) =>
      [...members].map(
        (member) => candidates.filter(({ id, topicId }) => topicId === topic + 1 && holders.get(id) === member).length,
      ),
    free: () => candidates.length - holders.size,
  };
}

describe('the shares of a group', () => {
  it.each([
    { topics: [1], members: 2 },
    { topics: [4], members: 3 },
    { topics: [1, 1], members: 2 },
    { topics: [12, 1, 5], members: 4 },
    { topics: [3], members: 5 },
  ])(
    'end with every partition owned and loads at most one apart: $topics partitions, $members members',
    ({ topics, members }) => {
      const group = createGroup(topics);
      for (let member = 1; member <= members; member += 1) {
        group.members.add(member * 10);
        for (let round = 0; round < 30; round += 1) group.round();
        expect(group.free()).toBe(0);
        expect(Math.max(...group.loads()) - Math.min(...group.loads())).toBeLessThanOrEqual(1);
      }
    },
  );

  it.each([
    ['who join one after the other', 1],
    ['who begin at once', 3],
  ])('give members %s a part of every topic, not one topic to each', (_how, step) => {
    const group = createGroup([6, 6]);
    for (let member = 1; member <= 3; member += 1) {
      group.members.add(member * 10);
      if (member % step !== 0) continue;
      for (let round = 0; round < 30; round += 1) group.round();
      for (const topic of [0, 1]) {
        expect(group.loadsIn(topic)).toEqual(Array.from({ length: member }, () => 6 / member));
      }
    }
  });

  it('stay as they are when no member has two partitions more than another', () => {
    const group = createGroup([3]);
    group.members.add(50);
    group.round();
    group.members.add(20);
    for (let round = 0; round < 10; round += 1) group.round();
    const { moves } = group;
    group.members.add(10);
    for (let round = 0; round < 10; round += 1) group.round();
    expect(moves).toBe(4); // three taken at first, one of them moved
    expect(group.moves).toBe(5);
    const settled = group.moves;
    for (let round = 0; round < 50; round += 1) group.round();
    expect(group.moves).toBe(settled);
  });

  it('give the partitions of a member that is gone to the others at once', () => {
    const group = createGroup([6]);
    for (const member of [1, 2, 3]) group.members.add(member);
    for (let round = 0; round < 10; round += 1) group.round();
    group.leave(2);
    group.round();
    group.round();
    expect([group.free(), group.loads()]).toEqual([0, [3, 3]]);
  });
});

describe('the sole owner', () => {
  const candidates = [
    { id: 1, topicId: 1 },
    { id: 2, topicId: 1 },
  ];
  const group = (members: readonly number[], holders: readonly (readonly [number, number])[]) => ({
    members: new Map([[1, new Set(members)]]),
    holders: new Map(holders),
  });
  it.each([
    [
      'alone, with all',
      group(
        [7],
        [
          [1, 7],
          [2, 7],
        ],
      ),
      true,
    ],
    ['alone, with one', group([7], [[1, 7]]), false],
    [
      'alone, with one that an ended session still has',
      group(
        [7],
        [
          [1, 7],
          [2, 8],
        ],
      ),
      false,
    ],
    [
      'with all, beside a member that has none',
      group(
        [7, 8],
        [
          [1, 7],
          [2, 7],
        ],
      ),
      false,
    ],
  ])('is a member that is alone and has every partition: %s', (_which, state, expected) => {
    expect(isSoleOwner(7, candidates, state)).toBe(expected);
  });
});
