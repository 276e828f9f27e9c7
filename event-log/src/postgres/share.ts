/**
 * How the members of a group share its partitions: each decides for itself, from the locks of all of them. Pure.
 */

/** What a member sees: which sessions read which topic, and which of them owns which partition. */
export interface GroupState {
  /** The sessions that read a topic, by topic id. */
  readonly members: ReadonlyMap<number, ReadonlySet<number>>;
  /** The session that owns a partition, by partition id. */
  readonly holders: ReadonlyMap<number, number>;
}

/** A partition that this member would read. */
export interface Candidate {
  readonly id: number;
  readonly topicId: number;
}

/** What this member does now. */
export interface Share {
  /** Partitions to try to lock. */
  readonly take: readonly number[];
  /** One partition to release, or null. */
  readonly release: number | null;
}

/** Whether `self` is the only member and owns every partition: then nothing can change that it is not notified of. */
export function isSoleOwner(self: number, candidates: readonly Candidate[], { members, holders }: GroupState): boolean {
  const others = [...members.values()].some((pids) => [...pids].some((pid) => pid !== self));
  return !others && candidates.every(({ id }) => holders.get(id) === self);
}

/**
 * Decides for the member `self`. Partitions stay where they are as long as no member has two more than another, so that a
 * member that joins gets work when there is some, and nothing moves without need. Of several members that have too many,
 * one at a time releases a partition. Topics take turns, so that a share is a part of each of them: else one member would
 * have all of one topic, and another all of the other.
 */
export function decideShare(self: number, candidates: readonly Candidate[], group: GroupState): Share {
  const loads = new Map<number, number>();
  for (const members of group.members.values()) for (const member of members) loads.set(member, 0);
  for (const holder of group.holders.values()) loads.set(holder, (loads.get(holder) ?? 0) + 1);
  const load = (member: number) => loads.get(member) ?? 0;
  const membersOf = (topicId: number) => [...(group.members.get(topicId) ?? [self])];

  const take: number[] = [];
  const entitled = entitlement(candidates, group);
  for (const { id, topicId } of inTurn(candidates)) {
    if (group.holders.has(id)) continue;
    const least = Math.min(...membersOf(topicId).map(load));
    if (load(self) > least && load(self) >= entitled) continue;
    take.push(id);
    loads.set(self, load(self) + 1);
  }
  if (take.length > 0) return { take, release: null };

  const mine = candidates.filter(({ id }) => group.holders.get(id) === self);
  for (const { id, topicId } of inTurn(mine).toReversed()) {
    const members = membersOf(topicId);
    const least = Math.min(...members.map(load));
    const most = Math.max(...members.map(load));
    const first = Math.min(...members.filter((member) => load(member) === most));
    if (load(self) - least >= 2 && first === self) return { take, release: id };
  }
  return { take, release: null };
}

/** The first of each topic, then the second of each, and so on: the last ones are those of the topic that has most. */
function inTurn(candidates: readonly Candidate[]): readonly Candidate[] {
  const topics = [...Map.groupBy(candidates, ({ topicId }) => topicId).values()];
  const most = Math.max(0, ...topics.map(({ length }) => length));
  return Array.from({ length: most }, (_, turn) => topics.flatMap((topic) => topic[turn] ?? [])).flat();
}

/** How many may be taken whatever others have: an equal part of each topic, rounded down. */
function entitlement(candidates: readonly Candidate[], group: GroupState): number {
  let sum = 0;
  for (const [topicId, partitions] of Map.groupBy(candidates, (candidate) => candidate.topicId)) {
    sum += Math.floor(partitions.length / Math.max(1, group.members.get(topicId)?.size ?? 1));
  }
  return sum;
}
