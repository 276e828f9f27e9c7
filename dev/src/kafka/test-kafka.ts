import { inject } from 'vitest';

/**
 * The run's Kafka broker, started when it is asked for first; resolves when it answers. Suites that need it stand in
 * `describe.skipIf(inject('kafkaLacks') !== null)`: the run names them at its end, and under CI it fails instead.
 *
 * @throws {Error} when the broker cannot be started
 */
export async function testKafkaBrokers(): Promise<readonly string[]> {
  const response = await fetch(inject('kafkaGate'));
  if (!response.ok) throw new Error(await response.text());
  const { brokers } = (await response.json()) as { readonly brokers: readonly string[] };
  return brokers;
}
