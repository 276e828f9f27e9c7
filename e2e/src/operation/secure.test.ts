/**
 * The profile `secure`: its broker with its users and rights. Server and notifier do the whole job with what they may, and
 * may nothing else; a wrong password is logged once, and the login is retried.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Kafka, startKafka } from '@belltower/dev/kafka';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { deadLetterTopicOf, topics } from '@belltower/events';
import kafkajs, { type AclEntry } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { fetchKafkaJars, javaCommand } from '../../../dev/src/kafka/jars.ts';
import { consumedTopics } from '../../../notifier/src/consumed-topics.ts';
import { book } from '../testbed/book.ts';
import { callAs, statusesOf } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 }); // against hangs only, also on a loaded machine

const ROOT = new URL('../../../', import.meta.url).pathname;
const users = { admin: 'secret-of-admin', server: 'secret-of-server', notifier: 'secret-of-notifier' } as const;
type User = keyof typeof users;

/** kafkajs takes a coordinator that may not be asked for as one that is not found. */
const REFUSED_GROUP = /GROUP_AUTHORIZATION_FAILED|KafkaJSGroupCoordinatorNotFound/;

const allTopics = topics.flatMap((topic) => [topic, deadLetterTopicOf(topic)]);

/** The rights of `ops/kafka/rights.txt`, as kafka-acls.sh and the admin protocol take them. */
const rights = readFileSync(`${ROOT}ops/kafka/rights.txt`, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .flatMap((line) => {
    const [user = '', operations = '', kind, pattern, names = ''] = line.split(/\s+/);
    return operations
      .split(',')
      .flatMap((operation) => names.split(',').map((name) => ({ user, operation, kind, pattern, name })));
  });

function settingsOf(file: string): Record<string, string> {
  const lines = readFileSync(`${ROOT}${file}`, 'utf8').split('\n');
  const pairs = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/=(.*)/s));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

function aclOf({ user, operation, kind, pattern, name }: (typeof rights)[number]): AclEntry {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
  const operations: Readonly<Record<string, number>> = {
    Read: AclOperationTypes.READ,
    Write: AclOperationTypes.WRITE,
    Delete: AclOperationTypes.DELETE,
    Describe: AclOperationTypes.DESCRIBE,
    DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  };
  return {
    principal: `User:${user}`,
    host: '*',
    operation: operations[operation] ?? Number.NaN,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: kind === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: name,
    resourcePatternType: pattern === 'prefixed' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
  };
}

describe.skipIf(inject('ownKafkaLacks') !== null)('the broker of the profile secure', () => {
  let kafka: Kafka;
  const as = (user: User, password: string = users[user]) => ({
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: password,
  });
  const logAs = (user: User) => {
    const sasl = { mechanism: 'scram-sha-512', username: user, password: users[user] } as const;
    return openEventLog({ kind: 'kafka', brokers: kafka.brokers, sasl, timeoutMs: 3_000, sessionMs: 1_500 });
  };

  beforeAll(async () => {
    kafka = await startKafka({ users, settings: settingsOf('ops/kafka/secure.properties') });
    const client = new kafkajs.Kafka({
      brokers: [...kafka.brokers],
      sasl: { mechanism: 'scram-sha-512', username: 'admin', password: users.admin },
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const admin = client.admin();
    await admin.connect();
    await admin.createAcls({ acl: rights.map(aclOf) });
    await admin.disconnect();
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', ...as('admin') };
    await promisify(execFile)(process.execPath, ['server/src/commands/topics.ts'], { cwd: ROOT, env });
  });
  afterAll(() => kafka?.[Symbol.asyncDispose]());

  it('lets server and notifier do the whole job, without a warning about what they may', async () => {
    await using system = await startSystem({ only: { server: as('server'), notifier: as('notifier') } });
    const customer = await callAs(system.server.url, 'anna', 'customer');
    const staff = await callAs(system.server.url, 'desk', 'staff');
    const booked = await book(customer, { phone: '+15005550001' }); // no valid number
    await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
    await until('the mail is sent', () => statusesOf(watch.changes, 'EMAIL').includes('SENT'));
    await until('the text message fails', () => statusesOf(watch.changes, 'SMS').includes('FAILED'));
    const failed = booked.deliveries.find(({ channel }) => channel === 'SMS');
    await staff.data(
      `mutation { retryDelivery(input: { id: "${failed?.id}", phone: "+15555550155" }) { delivery { id } } }`,
    );
    await until('the retry is delivered', () => statusesOf(watch.changes, 'SMS').includes('DELIVERED'));
    await using admin = logAs('admin');
    await admin.append(topics.map((topic) => ({ topic, key: 'k', value: 'poison' })));
    for (const topic of topics) {
      await until(`${topic}'s is parked`, async () => (await admin.positions(`${topic}.dead-letter`))[0]?.end === 1);
    }
    for (const service of [system.server, system.notifier]) {
      expect(service.output()).not.toMatch(/UNAUTHORIZED|uthorization/);
      expect(service.output()).not.toContain('topics cannot be');
    }
  });

  it('lets each of them append only where its rights say so', async () => {
    for (const user of ['server', 'notifier'] as const) {
      await using log = logAs(user);
      for (const topic of allTopics) {
        const may = rights.some((right) => right.user === user && right.operation === 'Write' && right.name === topic);
        const outcome = await log.append([{ topic, key: 'k', value: 'x' }]).then(
          () => 'done',
          ({ code }) => code,
        );
        expect([user, topic, outcome]).toEqual([user, topic, may ? 'done' : 'UNAUTHORIZED']);
      }
      const spec = {
        topic: `${user}s-own`,
        partitions: 1,
        replicationFactor: 1,
        minInsyncReplicas: 1,
        retentionMs: 1_000,
      };
      await expect(log.createTopics([spec])).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    }
  });

  it('lets each of them read only its topics, in its own groups, and change nothing', async () => {
    const allowed: Readonly<Record<'server' | 'notifier', readonly string[]>> = {
      server: ['notifications.status'],
      notifier: consumedTopics,
    };
    for (const user of ['server', 'notifier'] as const) {
      const client = new kafkajs.Kafka({
        brokers: [...kafka.brokers],
        sasl: { mechanism: 'scram-sha-512', username: user, password: users[user] },
        logLevel: kafkajs.logLevel.NOTHING,
        retry: { retries: 0 },
      });
      const own = user === 'server' ? 'server-feed-test' : 'notifier';
      for (const topic of allTopics) {
        const outcome = await readOnce(client, own, topic);
        expect([user, topic, outcome]).toEqual([
          user,
          topic,
          allowed[user].includes(topic) ? 'read' : 'TOPIC_AUTHORIZATION_FAILED',
        ]);
      }
      const foreign = user === 'server' ? 'notifier' : 'server-feed-test';
      expect(await readOnce(client, foreign, allowed[user][0] ?? '')).toMatch(REFUSED_GROUP);
      const admin = client.admin();
      await admin.connect();
      const denied = (act: Promise<unknown>) => expect(act).rejects.toThrow(/authoriz/i);
      await denied(admin.deleteTopics({ topics: ['notifications.status'] }));
      await denied(admin.createPartitions({ topicPartitions: [{ topic: 'notifications.status', count: 2 }] }));
      const records = { topic: 'notifications.status', partitions: [{ partition: 0, offset: '1' }] };
      await expect(admin.deleteTopicRecords(records)).rejects.toThrow();
      await denied(
        admin.createAcls({ acl: [aclOf({ user, operation: 'Write', kind: 'topic', pattern: 'literal', name: 'x' })] }),
      );
      await admin.disconnect();
    }
    await using admin = logAs('admin');
    expect(await admin.positions('notifications.status')).toMatchObject([{ partition: 0, start: 0 }]);
  });

  it('makes a notifier with a wrong password log it once and clearly, and retry until it is right', async () => {
    await using system = await startSystem({
      cold: true,
      only: { server: as('server'), notifier: as('notifier', 'not-yet-the-one') },
    });
    await system.server.start();
    await system.notifier.start();
    const refusals = () =>
      system.notifier
        .output()
        .split('\n')
        .filter((line) => /"level":(40|50).*Kafka refused/.test(line));
    await until('it is logged', () => refusals().length > 0);
    const before = system.notifier.pid();
    const customer = await callAs(system.server.url, 'anna', 'customer');
    const booked = await book(customer, { notify: { email: true, sms: false } });
    expect(await (await fetch(`${system.notifier.url}/readyz`)).json()).toMatchObject({ eventLog: 'down' });
    expect(refusals()[0]).toContain('authentication failed');

    await changePassword(kafka, 'notifier', 'not-yet-the-one');
    await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
    await until('the mail is sent', () => statusesOf(watch.changes, 'EMAIL').includes('SENT'), 200_000);
    expect(system.notifier.pid()).toBe(before);
    expect(refusals().length, refusals().join('\n')).toBeLessThanOrEqual(3);
    await changePassword(kafka, 'notifier', users.notifier);
  });
});

/** Reads one batch as a member of a group; answers the type of the error that kept it from that. */
async function readOnce(client: kafkajs.Kafka, groupId: string, topic: string): Promise<string> {
  const consumer = client.consumer({ groupId, maxWaitTimeInMs: 100, retry: { retries: 0 } });
  const outcome = Promise.withResolvers<string>();
  consumer.on('consumer.crash', ({ payload }) => outcome.resolve(typeOf(payload.error)));
  consumer.on('consumer.fetch', ({ payload }) => payload.numberOfBatches >= 0 && outcome.resolve('read'));
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: async () => outcome.resolve('read') });
    return await outcome.promise;
  } catch (error) {
    return typeOf(error);
  } finally {
    await consumer.disconnect();
  }
}

function typeOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('type' in one && typeof one.type === 'string') return one.type;
  }
  return String(error);
}

/** As an operator does: kafka-configs.sh, by its class. */
async function changePassword(kafka: Kafka, user: User, password: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'belltower-admin-'));
  try {
    const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="${users.admin}";`;
    const settings = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=SCRAM-SHA-512', `sasl.jaas.config=${login}`];
    await writeFile(join(folder, 'admin.properties'), settings.join('\n'));
    const classPath = await fetchKafkaJars();
    const what = [
      '--alter',
      '--entity-type',
      'users',
      '--entity-name',
      user,
      '--add-config',
      `SCRAM-SHA-512=[password=${password}]`,
    ];
    const where = ['--bootstrap-server', kafka.brokers.join(), '--command-config', join(folder, 'admin.properties')];
    await promisify(execFile)(javaCommand(), ['-cp', classPath, 'kafka.admin.ConfigCommand', ...where, ...what], {
      cwd: '/',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
