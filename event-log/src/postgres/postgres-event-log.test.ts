import { createTestDatabase } from '@belltower/dev/test-database';
import type { ContractServer } from '../contract-server.ts';
import { describeEventLog } from '../event-log.contract.ts';
import { openEventLog } from '../open-event-log.ts';

describeEventLog('the event log in PostgreSQL', async (): Promise<ContractServer> => {
  const database = await createTestDatabase();
  const config = { kind: 'postgres', url: database.url, sessionMs: 2_000 } as const;
  const partitionZero = `SELECT p.id FROM event_log.partition p JOIN event_log.topic t ON t.id = p.topic_id WHERE t.name = $1 AND p.number = 0`;
  return {
    config,
    sessionMs: 2_000,
    open: () => openEventLog(config),
    async appendForeign({ topic, key, value }) {
      await database.query(
        `WITH p AS (UPDATE event_log.partition SET next_position = next_position + 1 WHERE id = (${partitionZero})
           RETURNING id, next_position - 1 AS position)
         INSERT INTO event_log.record (partition_id, position, key, value) SELECT id, position, $2, $3 FROM p`,
        [topic, key, value ?? Buffer.of()],
      );
    },
    async removeBelow(topic, position) {
      await database.query(
        `WITH gone AS (DELETE FROM event_log.record WHERE partition_id = (${partitionZero}) AND position < $2)
         UPDATE event_log.partition SET start_position = $2 WHERE id = (${partitionZero})`,
        [topic, position],
      );
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
});
