import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@belltower/dev/postgres';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { describeEventLogFaults, type FaultyServer } from '../faults.contract.ts';
import { openEventLog } from '../open-event-log.ts';

describeEventLogFaults('the event log in PostgreSQL, under faults', async (): Promise<FaultyServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-event-log-'));
  const postgres = await startPostgres({ folder });
  const proxy = await startTcpProxy({ target: { port: postgres.port } });
  const proxied = new URL(postgres.url);
  proxied.port = String(proxy.port);
  return {
    proxy,
    openProxied: (stallMs = 60_000) => openEventLog({ kind: 'postgres', url: proxied.href, timeoutMs: 1_000, stallMs }),
    openDirect: () => openEventLog({ kind: 'postgres', url: postgres.url }),
    kill: () => postgres.kill(),
    restart: () => postgres.restart(),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await postgres[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
});
