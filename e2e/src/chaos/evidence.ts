/** Keeps what is needed to find out why a promise was broken, beside what the run has written already. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from './checks.ts';
import type { Observed } from './observed.ts';
import type { Stage } from './stage.ts';

/** Writes everything into the run's folder; the violations, with all that is known of their deliveries, first of all. */
export async function keepEvidence(stage: Stage, observed: Observed, verdict: Verdict): Promise<void> {
  const { folder, query } = stage;
  const ids = [...new Set(verdict.violations.flatMap(({ deliveryId }) => deliveryId ?? []))];
  const rows = (sql: string) => query<Record<string, unknown>>(sql, [ids]).catch((error: Error) => error.message);
  await writeJson('violations.json', {
    violations: verdict.violations,
    history: await rows('SELECT * FROM server.delivery_change WHERE delivery_id = ANY($1::uuid[]) ORDER BY position'),
    deliveries: await rows('SELECT * FROM server.delivery WHERE id = ANY($1::uuid[])'),
    ledger: await rows('SELECT *, now() FROM notifier.delivery WHERE delivery_id = ANY($1::uuid[])'),
    newest: await rows(
      'SELECT * FROM notifier.appointment WHERE id IN (SELECT appointment_id FROM notifier.delivery WHERE delivery_id = ANY($1::uuid[]))',
    ),
  });
  await writeJson('observed.json', observed);

  async function writeJson(name: string, value: unknown): Promise<void> {
    await writeFile(join(folder, name), JSON.stringify(value, null, 2));
  }
}
