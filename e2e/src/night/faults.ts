/** Everything that breaks at night. Each alert of ops/prometheus/alerts.yml is caused by one at least: `night.test.ts` holds that. */
import { brokerFaults } from './broker-faults.ts';
import { callerFaults } from './caller-faults.ts';
import { databaseFaults } from './database-faults.ts';
import type { Fault } from './fault.ts';
import { logFaults } from './log-faults.ts';
import { processFaults } from './process-faults.ts';
import { providerFaults } from './provider-faults.ts';

export const faults: readonly Fault[] = [
  ...processFaults,
  ...providerFaults,
  ...logFaults,
  ...brokerFaults,
  ...databaseFaults,
  ...callerFaults,
];

/** One of them. @throws {Error} when there is none of this name */
export function faultNamed(name: string): Fault {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined)
    throw new Error(`one of ${faults.map((fault) => fault.name).join(', ')} was expected, got ${name}`);
  return found;
}
