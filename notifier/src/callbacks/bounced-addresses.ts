/** Remembers the addresses of mails that came back as dead, as refusals at the send do. */
import type { ProviderReport } from '@belltower/channels';
import { addressIn } from '../delivery/address-in.ts';
import type { KnownEntry, Ledger } from '../ledger/ledger.ts';
import { readStoredEvent } from '../ledger/stored-event.ts';

/** What remembering them needs. */
export interface BouncedAddressesOptions {
  readonly ledger: Pick<Ledger, 'suppressions'>;
  /** How long nothing is sent to such an address, in milliseconds. */
  readonly suppressForMs: number;
}

/** How many deliveries are known to have been remembered: a report that is repeated without end must not renew it for ever. */
const MOST = 10_000;

/** Creates what remembers them. */
export function createBouncedAddresses({ ledger, suppressForMs }: BouncedAddressesOptions) {
  const remembered = new Set<string>();
  return {
    /**
     * Remembers the address of a delivery that a report calls dead. To be called before the report changes the delivery: a process
     * that ends between the two gets it again. Rejects while the database is away.
     */
    async remember({ entry, body }: KnownEntry, report: ProviderReport): Promise<void> {
      if (report.status !== 'failed' || report.error.kind !== 'suppress') return;
      const key = `${entry.deliveryId} ${entry.attempts}`;
      if (remembered.has(key)) return;
      const address = addressOf(entry, body) ?? report.to;
      if (address === null) return;
      await ledger.suppressions.add({ channel: entry.channel, address, reason: report.message }, suppressForMs);
      remembered.add(key);
      const [oldest] = remembered;
      if (remembered.size > MOST && oldest !== undefined) remembered.delete(oldest);
    },
  };
}

/** Where a delivery went; null where that is no longer kept. */
export function addressOf({ address, channel }: KnownEntry['entry'], body: Uint8Array | null): string | null {
  if (address !== null) return address;
  const stored = readStoredEvent(body);
  return stored.kind === 'event' ? addressIn(stored.event, channel) || null : null;
}
