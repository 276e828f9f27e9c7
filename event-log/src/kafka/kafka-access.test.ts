import { type Kafka, startKafka } from '@belltower/dev/kafka';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { follow, join, makeTopic, numbered, until } from '../contract-readers.ts';
import { openEventLog } from '../open-event-log.ts';

describe.skipIf(inject('ownKafkaLacks') !== null)('a broker that requires authentication', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await startKafka({ users: { admin: 'the-right-one', guest: 'of-no-use' } });
  });
  afterAll(() => kafka?.[Symbol.asyncDispose]());

  it('accepts a user with rights, and refuses a wrong password and a user without rights as UNAUTHORIZED', async () => {
    const openAs = (username: string, password: string) => {
      const sasl = { mechanism: 'scram-sha-512', username, password } as const;
      return openEventLog({ kind: 'kafka', brokers: kafka.brokers, sasl, sessionMs: 1_500, timeoutMs: 3_000 });
    };
    await using admin = openAs('admin', 'the-right-one');
    const topic = await makeTopic(admin);
    await admin.append(numbered(topic, 3));
    await using member = join(admin, topic, { group: 'g' });
    await using reader = follow(admin, topic);
    await until('both to read', () => member.taken.length === 3 && reader.records.length === 3);

    const refused = { code: 'UNAUTHORIZED', retryable: false };
    await using stranger = openAs('admin', 'a-wrong-one');
    await expect(stranger.append(numbered(topic, 1))).rejects.toMatchObject(refused);
    await expect(stranger.positions(topic)).rejects.toMatchObject(refused);
    await using strangerMember = join(stranger, topic, { group: 'h' });
    await until('the notice of the member', () => strangerMember.emitted('interrupted').length > 0);
    expect(strangerMember.emitted('interrupted')).toMatchObject([{ error: refused }]);

    await using guest = openAs('guest', 'of-no-use');
    await expect(guest.append(numbered(topic, 1))).rejects.toMatchObject(refused);
    await expect(guest.createTopics([])).resolves.toEqual([]);
    expect((await admin.positions(topic))[0]?.end).toBe(3);
  });
});
