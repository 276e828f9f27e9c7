import { defineEntity, p } from '@mikro-orm/core';

/** The table of events that were emitted again lately, so that each is at most once an hour. Older rows are deleted. */
export const Reemission = defineEntity({
  name: 'Reemission',
  tableName: 'reemission',
  schema: 'server',
  properties: {
    eventId: p.uuid().primary(),
    at: p.datetime(3),
  },
});
