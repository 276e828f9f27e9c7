/** What an outcome says beyond its delivery: an address is dead, or alive after all; a person should look. */
import type { FaultLog } from '@belltower/support/faults';
import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger.ts';
import type { Metrics } from '../metrics.ts';
import type { SendOutcome } from './after-send.ts';
import { type DeliveryRun, logFieldsOf } from './delivery-run.ts';

/** What remembering addresses needs. */
export interface AddressMemoryOptions {
  readonly ledger: Pick<Ledger, 'suppressions'>;
  /** How long nothing is sent to an address that a provider refused as dead, in milliseconds. */
  readonly suppressForMs: number;
  readonly fault: FaultLog;
  readonly metrics: Pick<Metrics, 'refusalsToReview'>;
  readonly log: Logger;
}

/** Remembers what outcomes say of addresses. */
export interface AddressMemory {
  /** Never rejects: an address that cannot be remembered is learned from the next refusal. */
  learn(run: DeliveryRun, outcome: SendOutcome, address: string): Promise<void>;
}

/** Creates the memory of addresses. */
export function createAddressMemory(options: AddressMemoryOptions): AddressMemory {
  const { ledger, suppressForMs, fault, metrics, log } = options;
  async function remember(run: DeliveryRun, outcome: SendOutcome, address: string): Promise<void> {
    const { channel } = run.planned;
    if (outcome.kind === 'accepted') {
      if (run.request === null) return; // it was not sent against our memory
      await ledger.suppressions.remove(channel, address);
      fault.worked();
      return;
    }
    const { details, message } = outcome.error;
    if (details.alarm === true) {
      const fields = { ...logFieldsOf(run), alarm: true, provider_code: details.providerCode, error: message };
      metrics.refusalsToReview.inc({ channel });
      log.error(fields, 'the provider refused a message for a reason that needs a person');
    }
    if (details.kind !== 'suppress') return;
    await ledger.suppressions.add({ channel, address, reason: message }, suppressForMs);
    fault.worked();
  }

  return {
    async learn(run, outcome, address) {
      await remember(run, outcome, address).catch((error: unknown) => fault.failed(error, logFieldsOf(run)));
    },
  };
}
