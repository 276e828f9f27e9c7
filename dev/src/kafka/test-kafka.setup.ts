/**
 * vitest's global set-up: one ephemeral Kafka broker for the run, or the one that KAFKA_BROKERS names. It starts when
 * the first test asks for it (`testKafka`), so that a run without Kafka's suites pays nothing.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { whatKafkaLacks } from './jars.ts';
import { type Kafka, startKafka } from './kafka.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null when there is a way to a broker; else why Kafka's suites cannot run, as a sentence. */
    readonly kafkaLacks: string | null;
    /** The same for suites that start brokers of their own, to kill them: KAFKA_BROKERS does not help there. */
    readonly ownKafkaLacks: string | null;
    /** Where `testKafka` asks for the broker's address, and so starts it. */
    readonly kafkaGate: string;
  }
}

/** @throws {Error} under CI when there is no way to a broker: its suites must not be left out there */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.KAFKA_BROKERS?.split(',').filter((broker) => broker !== '') ?? [];
  const ownLacks = await whatKafkaLacks();
  const lacks = given.length > 0 ? null : ownLacks;
  if (lacks !== null && process.env.CI) throw new Error(`${lacks}; KAFKA_BROKERS may name a broker instead`);

  let starting: Promise<Kafka> | undefined;
  const gate = createServer(async (_request, response) => {
    try {
      if (given.length === 0) starting ??= startKafka();
      response.end(JSON.stringify({ brokers: (await starting)?.brokers ?? given }));
    } catch (error) {
      response.writeHead(503).end(String(error));
    }
  });
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  gate.unref();
  project.provide('kafkaLacks', lacks);
  project.provide('ownKafkaLacks', ownLacks);
  project.provide('kafkaGate', `http://127.0.0.1:${(gate.address() as AddressInfo).port}`);
  return async () => {
    gate.close();
    gate.closeAllConnections();
    await (await starting?.catch(() => undefined))?.[Symbol.asyncDispose]();
    if (lacks !== null) console.warn(`Left out, the suites that need Kafka: ${lacks}; or set KAFKA_BROKERS.`);
    else if (ownLacks !== null) console.warn(`Left out, the suites that kill Kafka brokers: ${ownLacks}.`);
  };
}
