/**
 * The claim of a delivery that can be sent at once, which the ledger writes with its event: a round trip and a commit less.
 *
 * Promise: it is made under all the conditions of any other attempt, and holds its permit from before it is written. The
 * ledger adds it only with an event that is new: what was seen before is read first.
 */
import type { Release } from '@belltower/channels';
import type { ChannelName } from '@belltower/events';
import type { ChannelRuntime, ReadyMessage } from '../channel/channel-runtime.ts';
import { accountAtOnce } from '../channel/choose-account.ts';
import type { LedgerEntry } from '../ledger/entry.ts';
import type { KnownEvent, Ledger } from '../ledger/ledger.ts';
import { toSending } from '../ledger/transitions.ts';
import type { Reporter } from '../report/reporter.ts';
import { MOST_UNREPORTED } from './attempt.ts';
import type { Clock } from './clock.ts';
import { type DeliveryRun, expiresAt } from './delivery-run.ts';
import { missedBy } from './outdated.ts';
import type { Provider } from './provider.ts';
import { isCounted } from './recipients.ts';
import type { Recorder } from './recorder.ts';
import { type RecipientBounds, refusalOf } from './refusal.ts';
import type { RetryPolicy } from './retry.ts';

/** A claim with what is needed to send by it. */
export interface FirstClaim {
  readonly entry: LedgerEntry;
  /** The account that it is sent by. */
  readonly runtime: ChannelRuntime;
  readonly message: ReadyMessage;
  readonly release: Release;
}

/** What first claims need. */
export interface FirstClaimOptions {
  readonly ledger: Pick<Ledger, 'maySend'>;
  readonly reporter: Pick<Reporter, 'size'>;
  readonly channels: ReadonlyMap<ChannelName, ChannelRuntime>;
  readonly recorder: Recorder;
  readonly provider: Provider;
  readonly bounds: RecipientBounds;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/** The first claims of one notifier. Each that was made must be followed by `recorded`. */
export interface FirstClaims {
  /** Claims a delivery that runs at once when its event is recorded; the answer is to be recorded with it. Null where it has to wait. */
  claim(run: DeliveryRun): LedgerEntry | null;
  /** Takes what the ledger knows of its event; null when it could not be recorded. */
  recorded(run: DeliveryRun, known: KnownEvent | null): void;
}

/** Creates what claims deliveries with their events. */
export function createFirstClaims(options: FirstClaimOptions): FirstClaims {
  const { ledger, reporter, channels, recorder, provider, bounds, policy, clock, stopping } = options;
  const configured = new Set(channels.keys());

  function canGoAtOnce(run: DeliveryRun): boolean {
    const now = clock.now();
    if (stopping.aborted || missedBy(run, now) !== null || !ledger.maySend() || reporter.size > MOST_UNREPORTED)
      return false;
    const refusal = refusalOf(run, { channels: configured, smsCountries: bounds.smsCountries, now });
    return refusal === null && !isCounted(run, bounds) && now < expiresAt(run, policy);
  }

  return {
    claim(run) {
      const channel = channels.get(run.planned.channel);
      const runtime = channel && accountAtOnce(channel, run, clock.now().getTime());
      if (!runtime || !canGoAtOnce(run)) return null;
      const release = runtime.rate.tryAcquire();
      if (release === null) return null;
      try {
        const from = recorder.entryOf(run);
        const message = provider.prepare(run, runtime, from.attempts + 1);
        const by = { provider: runtime.provider, contentHash: message.contentHash };
        const entry = toSending(from, recorder.newHold(), by, clock.now());
        run.firstClaim = { entry, runtime, message, release };
        return entry;
      } catch {
        release('failed'); // its run will meet the same error, and handle it
        return null;
      }
    },
    recorded(run, known) {
      const entry = known?.entries.find(({ channel }) => channel === run.planned.channel);
      const isOurs = entry !== undefined && entry.claim === run.firstClaim?.entry.claim;
      if (!isOurs) takeClaim(run)?.release('failed');
      if (known === null) return;
      run.firstSeenAt = known.firstSeenAt;
      run.isSuppressed = known.suppressed.includes(run.planned.channel);
      run.newest = known.newest;
      run.hasEntry = entry !== undefined;
      // how much of its owner's lease is left was not read: if another has it, it is read again after a while
      run.known = entry === undefined ? null : { entry, leaseLeftMs: 1, body: null, newest: known.newest };
      if (isOurs || entry === undefined) recorder.report(run);
    },
  };
}

/** The claim of a delivery, which it has no more afterwards: it is sent by once. */
export function takeClaim(run: DeliveryRun): FirstClaim | null {
  const claim = run.firstClaim;
  run.firstClaim = null;
  return claim;
}
