import kafkajs, { type Admin } from 'kafkajs';
import { createBackoff } from '../backoff.ts';
import { EventLogError } from '../errors.ts';
import type { PartitionPositions, TopicMismatch, TopicSpec } from '../event-log.ts';

/** @throws {Error} kafkajs's own, for a topic that does not exist its type is UNKNOWN_TOPIC_OR_PARTITION */
export async function readPositions(admin: Admin, topic: string, group?: string): Promise<PartitionPositions[]> {
  await requireTopic(admin, topic);
  const [offsets, committed] = await Promise.all([
    ofEachPartition(() => admin.fetchTopicOffsets(topic)),
    group === undefined ? [] : ofEachPartition(() => readCommitted(admin, topic, group)),
  ]);
  return [...offsets]
    .map(({ partition, low, high }) => {
      const found = committed.find((one) => one.partition === partition);
      return { partition, start: Number(low), end: Number(high), committed: found?.committed ?? null };
    })
    .sort((a, b) => a.partition - b.partition);
}

/** Rejects when the topic does not exist. A request for its offsets would be retried for seconds before it rejects. */
export async function requireTopic(admin: Admin, topic: string): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  if (topics.every(({ partitions }) => partitions.length === 0)) {
    throw new EventLogError('UNKNOWN_TOPIC', `topic ${topic} does not exist in the event log`);
  }
}

/** How long a partition may be without a leader before the request for its offsets rejects, in milliseconds. */
const LEADERLESS_MS = 2_500;
/** How long brokers may take to know a topic that was just created, in milliseconds. */
const UNKNOWN_MS = 15_000;

/**
 * Requests what each partition of a topic has. A partition that was just created has no leader for a moment; kafkajs retries other failures,
 * but not this. Nor when another request replaces its metadata between two of its own: it then finds no partition of the topic, which
 * is a TypeError where it looks for starts and ends, and nothing at all where it does for what a group has committed.
 */
function ofEachPartition<T>(request: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const passes = (error: unknown) => error instanceof TypeError || isOneOf(error, LEADERLESS);
  return retryWhile(passes, LEADERLESS_MS, async () => {
    const found = await request();
    if (found.length === 0) throw new TypeError('kafkajs found no partition of the topic');
    return found;
  });
}

const LEADERLESS = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** Requests again while what it rejects with is said to pass, for so long at most. */
async function retryWhile<T>(passes: (error: unknown) => boolean, limitMs: number, request: () => Promise<T>) {
  const limit = AbortSignal.timeout(limitMs);
  const backoff = createBackoff(limit);
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (limit.aborted || !passes(error)) throw error;
      await backoff.wait();
    }
  }
}

function isOneOf(error: unknown, types: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  return ('type' in error && types.includes(String(error.type))) || isOneOf(error.cause, types);
}

async function readCommitted(admin: Admin, topic: string, group: string) {
  const [answer] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  // Negative: none, or what kafkajs commits when it resets a group.
  return (answer?.partitions ?? []).map(({ partition, offset }) => {
    return { partition, committed: Number(offset) < 0 ? null : Number(offset) };
  });
}

/** Creates missing topics, waiting until every broker knows them, and returns how existing ones differ. */
export async function createTopics(admin: Admin, specs: readonly TopicSpec[]): Promise<TopicMismatch[]> {
  if (specs.length === 0) {
    await admin.describeCluster();
    return [];
  }
  const names = specs.map(({ topic }) => topic);
  const existing = new Set(await admin.listTopics());
  const missing = specs.filter(({ topic }) => !existing.has(topic));
  if (missing.length > 0) await createMissing(admin, missing); // a user without that right can still compare existing ones
  // The controller answers before the brokers have heard of the topics: for a moment they say that there is none.
  const passes = (error: unknown) => isOneOf(error, ['UNKNOWN_TOPIC_OR_PARTITION', ...LEADERLESS]);
  const { topics, resources } = await retryWhile(passes, UNKNOWN_MS, () => describe(admin, names));
  return specs.flatMap((spec) => {
    const partitions = topics.find(({ name }) => name === spec.topic)?.partitions ?? [];
    const entries = resources.find(({ resourceName }) => resourceName === spec.topic)?.configEntries ?? [];
    const setting = (name: string) => Number(entries.find((entry) => entry.configName === name)?.configValue);
    return differences(spec, {
      partitions: partitions.length,
      replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
      minInsyncReplicas: setting(MIN_INSYNC),
      retentionMs: setting(RETENTION),
    });
  });
}

async function describe(admin: Admin, names: readonly string[]) {
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => {
      return { type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: [MIN_INSYNC, RETENTION] };
    }),
  });
  return { topics, resources };
}

async function createMissing(admin: Admin, specs: readonly TopicSpec[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false, // kafkajs waits for them, and not until the topics are known
    topics: specs.map(({ topic, partitions, replicationFactor, minInsyncReplicas, retentionMs }) => ({
      topic,
      numPartitions: partitions,
      replicationFactor,
      configEntries: [
        { name: MIN_INSYNC, value: String(minInsyncReplicas) },
        { name: RETENTION, value: String(retentionMs) },
      ],
    })),
  });
}

const MIN_INSYNC = 'min.insync.replicas';
const RETENTION = 'retention.ms';

function differences(spec: TopicSpec, found: Omit<TopicSpec, 'topic'>): TopicMismatch[] {
  const settings = ['partitions', 'replicationFactor', 'minInsyncReplicas', 'retentionMs'] as const;
  return settings
    .filter((setting) => spec[setting] !== found[setting])
    .map((setting) => ({ topic: spec.topic, setting, wanted: spec[setting], found: found[setting] }));
}
