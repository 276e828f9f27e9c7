/** vitest's global set-up: builds the web client, and unpacks the browser once, because two workers that do it at once break each other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildClient, buildPlayground } from '@belltower/dev/client-build';
import { openProcessLog } from '@belltower/dev/process-log';
import { chromePath } from './browser.ts';

export async function setup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-client-build-'));
  {
    await using log = openProcessLog({ name: 'client', folder, show: console.log });
    const root = new URL('../../../', import.meta.url).pathname;
    const building = { root, log, report: console.log, signal: AbortSignal.timeout(300_000) };
    await buildClient(building);
    await buildPlayground(building);
  }
  rmSync(folder, { recursive: true });
  await chromePath();
}
