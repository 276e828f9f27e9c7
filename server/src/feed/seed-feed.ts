import { randomBytes, randomUUID } from 'node:crypto';
import { catalogue } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';

/** Makes, where they are missing, the first epoch of the status topic and the key that cursors are signed with. */
export async function seedFeed(tx: EntityManager): Promise<void> {
  await tx.execute('insert into server.feed_epoch (topic, epoch) values (?, ?) on conflict do nothing', [
    catalogue['notifications.status'].topic,
    randomUUID(),
  ]);
  await tx.execute(
    'insert into server.feed_key (secret, created_at) select ?, now() where not exists (select from server.feed_key)',
    [randomBytes(32).toString('hex')],
  );
}
