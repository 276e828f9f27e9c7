/** Each alert is caused for real: on services that run, by the rules of ops/prometheus in a real Prometheus, and by what it is made for. */
import { readFileSync } from 'node:fs';
import { startKafka } from '@belltower/dev/kafka';
import { createTestDatabase } from '@belltower/dev/test-database';
import { afterAll, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { causeRound, untilOver } from './cause.ts';
import { faultNamed, faults } from './faults.ts';
import { prometheusLacks } from './prometheus.ts';
import { type Stage, startStage } from './stage.ts';

const alerts = z
  .object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string() })) })) })
  .parse(parse(readFileSync(new URL('../../../ops/prometheus/alerts.yml', import.meta.url), 'utf8')))
  .groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));

/** Faults of one round are in parts that do not meet. */
const ROUNDS = [
  ['servers-hang', 'notifier-hangs'],
  ['mail-server-slow', 'numbers-unknown', 'foreign-event-broken', 'customer-books-on'],
  ['browsers-stop-reading'],
  ['mail-sender-refused', 'sms-taken-for-spam', 'log-replaced'],
  ['mail-answers-lost', 'projection-locked'],
  ['events-removed'],
  ['ledger-refuses'],
  ['reminders-locked'],
  ['database-read-only'],
  ['log-locked'],
  ['flood-on-a-stopped-channel'], // the last: it takes minutes until all of it is sent
];
const KAFKA_ROUNDS = [['batch-undecodable']];
/** For all rounds of one system, by far. */
const LIMIT_MS = 900_000;
const mayLack = prometheusLacks !== null && !process.env.CI;

/** Runs rounds; of the last it does not wait for the end. Fails where an alert fires that no fault so far explains. */
async function expectRounds(stage: Stage, rounds: readonly (readonly string[])[]): Promise<void> {
  const explained = new Set<string>();
  for (const names of rounds) {
    const round = names.map(faultNamed);
    for (const alert of round.flatMap((fault) => [...fault.alerts, ...(fault.mayAlso ?? [])])) explained.add(alert);
    const fired = await causeRound(stage, names);
    expect(
      [...fired].filter((alert) => !explained.has(alert)),
      `for ${names.join(', ')}`,
    ).toEqual([]);
    if (names !== rounds.at(-1)) await untilOver(stage);
  }
  expect((await stage.prometheus.everFired()).filter((alert) => !explained.has(alert))).toEqual([]);
}

it.skipIf(mayLack)(
  'each alert fires for its fault, no other fires, and it ends when the fault is undone',
  async () => {
    await using database = await createTestDatabase();
    await using stage = await startStage({ databaseUrl: database.url });
    await expectRounds(stage, ROUNDS);
  },
  LIMIT_MS,
);

it.skipIf(mayLack || inject('ownKafkaLacks') !== null)(
  'so do those that only a broker can cause',
  async () => {
    await using database = await createTestDatabase();
    await using kafka = await startKafka();
    await using stage = await startStage({ databaseUrl: database.url, kafka });
    await expectRounds(stage, KAFKA_ROUNDS);
  },
  LIMIT_MS,
);

it('every alert is caused by a round, and every fault names alerts that there are', () => {
  const caused = [...ROUNDS, ...KAFKA_ROUNDS].flat().flatMap((name) => faultNamed(name).alerts);
  expect([...new Set(caused)].sort()).toEqual([...alerts].sort());
  expect(alerts).toEqual(
    expect.arrayContaining(faults.flatMap((fault) => [...fault.alerts, ...(fault.mayAlso ?? [])])),
  );
});

afterAll(() => {
  if (mayLack) console.warn(`Left out, the tests that cause each alert: ${prometheusLacks}.`);
});
