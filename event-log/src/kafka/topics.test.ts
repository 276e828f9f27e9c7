import type { Admin } from 'kafkajs';
import { expect, it } from 'vitest';
import { createTopics, readPositions } from './topics.ts';

/** An admin client whose requests for offsets fail as kafkajs 2.2.4 reports it, until the last one. */
function adminOf(failures: readonly Error[]): Pick<Admin, 'fetchTopicMetadata' | 'fetchTopicOffsets'> {
  const left = [...failures];
  const partition = { partitionErrorCode: 0, partitionId: 0, leader: 1, replicas: [1], isr: [1] };
  return {
    fetchTopicMetadata: async () => ({ topics: [{ name: 't', partitions: [partition] }] }),
    async fetchTopicOffsets() {
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return [{ partition: 0, offset: '5', low: '2', high: '5' }];
    },
  };
}

const failureOf = (type: string) => {
  const cause = Object.assign(new Error('This server is not the leader for that topic-partition'), { type });
  return new Error(cause.message, { cause });
};

it('the positions of a topic whose partition has no leader yet are requested again', async () => {
  const admin = adminOf([failureOf('NOT_LEADER_FOR_PARTITION'), failureOf('LEADER_NOT_AVAILABLE')]) as Admin;
  expect(await readPositions(admin, 't')).toEqual([{ partition: 0, start: 2, end: 5, committed: null }]);
});

it('the positions of a topic whose metadata kafkajs replaced meanwhile are requested again', async () => {
  const seen = "Cannot destructure property 'partitions' of 'low.pop(...)' as it is undefined.";
  const admin = adminOf([new TypeError(seen)]) as Admin;
  expect(await readPositions(admin, 't')).toEqual([{ partition: 0, start: 2, end: 5, committed: null }]);
});

it('what a group has committed is requested again where kafkajs found no partition, and is not taken for nothing', async () => {
  const answers = [[], [{ partition: 0, offset: '1', metadata: null }]];
  const admin = {
    ...adminOf([]),
    fetchOffsets: async () => [{ topic: 't', partitions: answers.shift() ?? [] }],
  } as unknown as Admin;
  expect(await readPositions(admin, 't', 'g')).toEqual([{ partition: 0, start: 2, end: 5, committed: 1 }]);
});

it('the positions of a topic of which kafkajs found no partition are requested again', async () => {
  const answers = [[], [{ partition: 0, offset: '5', low: '2', high: '5' }]];
  const admin = { ...adminOf([]), fetchTopicOffsets: async () => answers.shift() ?? [] } as unknown as Admin;
  expect(await readPositions(admin, 't')).toEqual([{ partition: 0, start: 2, end: 5, committed: null }]);
});

it('the positions of a topic that may not be read are not requested again', async () => {
  const admin = adminOf([failureOf('TOPIC_AUTHORIZATION_FAILED')]) as Admin;
  await expect(readPositions(admin, 't')).rejects.toMatchObject({ cause: { type: 'TOPIC_AUTHORIZATION_FAILED' } });
});

/** An admin client of a broker that hears of a new topic some requests after the controller has created it, as with KRaft. */
function adminOfLateBroker(requests: number): Admin {
  const partition = { partitionErrorCode: 0, partitionId: 0, leader: 1, replicas: [1], isr: [1] };
  const configEntries = Object.entries({ 'min.insync.replicas': '1', 'retention.ms': '1000' }).map(
    ([configName, configValue]) => ({ configName, configValue }),
  );
  let left = requests;
  return {
    listTopics: async () => [],
    createTopics: async () => true,
    async fetchTopicMetadata() {
      if (left-- > 0) throw failureOf('UNKNOWN_TOPIC_OR_PARTITION');
      return { topics: [{ name: 't', partitions: [partition] }] };
    },
    describeConfigs: async () => ({ resources: [{ resourceName: 't', configEntries }] }),
  } as unknown as Admin;
}

it('topics are created when their broker knows them, which may be after the controller has answered', async () => {
  const spec = { topic: 't', partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 1000 };
  expect(await createTopics(adminOfLateBroker(2), [spec])).toEqual([]);
});
