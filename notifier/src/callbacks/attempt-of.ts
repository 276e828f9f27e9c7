/** Which attempt a report is about. Pure. */
import type { ProviderReport } from '@belltower/channels';
import type { LedgerEntry } from '../ledger/entry.ts';
import type { KnownEntry } from '../ledger/ledger.ts';
import { addressOf } from './bounced-addresses.ts';

const DELIVERY_OF_MESSAGE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/i;

/** The delivery whose mail has this Message-ID; null where it is none of ours. */
export function deliveryOfMessage(messageId: string): string | null {
  return DELIVERY_OF_MESSAGE.exec(messageId)?.[1]?.toLowerCase() ?? null;
}

/** The last attempt that went by an account; null when none is known. All attempts of a delivery have the same Message-ID. */
export function lastAttemptBy({ reports, provider, attempts }: LedgerEntry, account: string): number | null {
  const theirs = reports.filter((one) => one.provider === account).map(({ attempt }) => attempt);
  if (provider === account && attempts > 0) theirs.push(attempts);
  return theirs.length === 0 ? null : Math.max(...theirs);
}

/** Whether an attempt is known to have gone by another account, which alone reports on it. */
export function isByAnother({ reports, provider, attempts }: LedgerEntry, attempt: number, account: string): boolean {
  const reported = reports.findLast((one) => one.attempt === attempt && one.provider !== null)?.provider ?? null;
  const by = attempt === attempts ? (provider ?? reported) : reported;
  return by !== null && by !== account;
}

/** Whether a report is about the address that staff have corrected since. */
export function isOfEarlierAddress({ entry, body }: KnownEntry, { to }: ProviderReport): boolean {
  if (entry.address === null || to === null) return false;
  const first = addressOf({ ...entry, address: null }, body)?.toLowerCase();
  return to.toLowerCase() === first && to.toLowerCase() !== entry.address.toLowerCase();
}
