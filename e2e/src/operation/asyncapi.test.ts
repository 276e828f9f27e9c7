/** What the services write, and the topics they make, are what the AsyncAPI document says: dead letters included. */
import { readFileSync } from 'node:fs';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

const headersSchema = z.object({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).optional(),
});
const { channels, components } = z
  .object({
    channels: z.record(
      z.string(),
      z.object({
        address: z.string(),
        messages: z.object({ record: z.object({ headers: headersSchema }).optional() }),
        bindings: z.object({
          kafka: z.object({ partitions: z.number(), topicConfiguration: z.object({ 'retention.ms': z.number() }) }),
        }),
      }),
    ),
    components: z.object({ messageTraits: z.object({ cloudEvent: z.object({ headers: headersSchema }) }) }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../events/asyncapi.json', import.meta.url), 'utf8')));

/** There only when there is something to say. */
const SOMETIMES = ['traceparent', 'dead-letter-null', 'dead-letter-cut-from-bytes'];

it('the AsyncAPI document describes the headers of every record that is written, and the topics as they are made', async () => {
  await using system = await startSystem();
  const staff = await callAs(system.server.url, 'desk', 'staff');
  const booked = await book(staff, { phone: magicRecipients.invalid.number, notify: { sms: true } });
  await using watch = staff.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until('it has failed', () => watch.changes.some(({ status }) => status === 'FAILED'));
  await staff.data(
    'mutation ($id: ID!) { retryDelivery(input: { id: $id, phone: "+15555550178" }) { delivery { id } } }',
    { id: booked.deliveries[0]?.id },
  );
  const { id } = await book(staff);
  await staff.data('mutation ($id: ID!) { cancelAppointment(input: { id: $id }) { appointment { id } } }', { id });
  const events = Object.values(channels).filter(({ messages }) => messages.record === undefined);
  await using log = openEventLog({ kind: 'postgres', url: system.database.url });
  await log.append(events.map(({ address }) => ({ topic: address, key: 'k', value: 'no event' })));

  const found = await until('something stands in every topic', async () => {
    const rows = await system.database.query<{ topic: string; headers: string | null }>(
      `select t.name as topic, r.headers from event_log.record r
       join event_log.partition p on p.id = r.partition_id join event_log.topic t on t.id = p.topic_id`,
    );
    const ours = rows.filter(({ headers }) => headers !== null && headers !== '{}');
    return new Set(ours.map(({ topic }) => topic)).size === Object.keys(channels).length ? ours : null;
  });
  for (const { topic, headers } of found) {
    const channel = Object.values(channels).find(({ address }) => address === topic);
    const documented = channel?.messages.record?.headers ?? components.messageTraits.cloudEvent.headers;
    const names = Object.keys(documented.properties).filter((name) => !SOMETIMES.includes(name));
    expect(Object.keys(JSON.parse(headers ?? '{}')).sort(), topic).toEqual(names.sort());
    expect(names).toEqual(expect.arrayContaining(documented.required ?? []));
  }

  const topics = await system.database.query<{ name: string; days: number; partitions: number }>(
    `select name, (retention_ms / 86400000)::int as days, count(p.id)::int as partitions
     from event_log.topic t join event_log.partition p on p.topic_id = t.id group by t.id order by name collate "C"`,
  );
  expect(topics).toEqual(
    Object.values(channels)
      .map(({ address, bindings: { kafka } }) => {
        const days = kafka.topicConfiguration['retention.ms'] / 86_400_000;
        return { name: address, days, partitions: kafka.partitions };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
});
