import { defineEntity, p } from '@mikro-orm/core';

/**
 * The table of events committed with the rows they describe, and not yet acknowledged by the log. The relay deletes what
 * was acknowledged. Ids of one key follow the order of their commits.
 */
export const OutboxEntry = defineEntity({
  name: 'OutboxEntry',
  tableName: 'outbox',
  schema: 'server',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    topic: p.text(),
    key: p.text(),
    /** The event's JSON as it goes out: as text, because a parsed form costs more and reorders its fields. */
    value: p.text(),
    /** JSON of the record's headers. */
    headers: p.text(),
    /** When it was written, for the age of the backlog. */
    createdAt: p.datetime(3),
  },
});
