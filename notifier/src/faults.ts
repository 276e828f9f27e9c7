/** What can be wrong for a while in a notifier, part by part: logged at most once a minute each, counted, and shown for as long as it lasts. */
import { createFaultLog, type FaultLog } from '@belltower/support/faults';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

const TEXTS = {
  ledger: ['the ledger cannot be used; everything waits for it, and it is retried', 'the ledger can be used again'],
  reading: ['reading was interrupted; it is retried', 'the event log is read again'],
  reports: ['reports cannot be written; they are retried', 'reports are written again'],
  'dead-letters': ['dead letters cannot be written; they are retried', 'dead letters are written again'],
  deliveries: ['a delivery can be neither ended nor given up; it is retried', 'no delivery is stuck any more'],
  suppressions: [
    'an address could not be remembered; the next refusal shows it again',
    'addresses are remembered again',
  ],
} as const;

/** The parts that can be at fault. */
export type Part = keyof typeof TEXTS;

/** The lines about each part's faults. */
export type Faults = Readonly<Record<Part, FaultLog>>;

/** Makes them. `everyMs`: how long the lines of one part are apart at least. @default 60_000 */
export function createFaults(log: Logger, metrics: Pick<Metrics, 'watchFaults'>, everyMs = 60_000): Faults {
  const counted = metrics.watchFaults(Object.keys(TEXTS), () => faults);
  const faultOf = (part: Part): FaultLog => {
    const [text, overText] = TEXTS[part];
    const level = part === 'ledger' || part === 'deliveries' ? 'error' : 'warn';
    return createFaultLog({ log, text, overText, level, everyMs, onFailed: () => counted(part) });
  };
  const faults: Faults = {
    ledger: faultOf('ledger'),
    reading: faultOf('reading'),
    reports: faultOf('reports'),
    'dead-letters': faultOf('dead-letters'),
    deliveries: faultOf('deliveries'),
    suppressions: faultOf('suppressions'),
  };
  return faults;
}
