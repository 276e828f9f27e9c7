import { describe, expect, it } from 'vitest';
import { entities } from '../tables.ts';
import { createServerOrm } from './orm.ts';

describe('the migrations', () => {
  it('lead to what the entities say: after a change, run `npm run migration -w server`', async () => {
    const orm = createServerOrm({
      url: 'postgres://localhost/none',
      entities,
      connections: 1,
      statementTimeoutMs: 1_000,
      name: 'test',
    });
    expect(await orm.migrator.checkSchema()).toBe(false);
    await orm.close(true);
  });
});
