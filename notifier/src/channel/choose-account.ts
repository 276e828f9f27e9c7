/**
 * Which of a channel's two accounts a message goes by.
 *
 * The first, while it works. While its breaker is open, or after it refused this very message for an outage, the second; and once a
 * probe of the first is due, the next message makes it, so that the first is used again by itself.
 */
import type { ChannelRuntime } from './channel-runtime.ts';

/** What a delivery knows of the accounts. */
export interface Choice {
  /** The account whose breaker it was let through, to find out whether that works. */
  probe: ChannelRuntime | null;
  /** The account that refused it for an outage, and until when another is preferred, in milliseconds. */
  avoided: { readonly provider: string; readonly untilMs: number } | null;
}

/** A channel's accounts: the first, and the second if there is one. */
export function accountsOf(runtime: ChannelRuntime): readonly ChannelRuntime[] {
  return runtime.fallback ? [runtime, runtime.fallback] : [runtime];
}

/** The account that an attempt went by, which alone can be asked about it; undefined where that is no longer configured. */
export function accountOf(runtime: ChannelRuntime | undefined, provider: string | null): ChannelRuntime | undefined {
  if (runtime === undefined || provider === null) return runtime;
  return accountsOf(runtime).find((account) => account.provider === provider);
}

/** Whether an account is out of order, but for the delivery that probes it. */
export function isStopped(account: ChannelRuntime, { probe }: Pick<Choice, 'probe'>): boolean {
  return account.breaker.state.kind !== 'closed' && probe !== account;
}

/** The account of the next attempt; null where none can be used now. It may become the probe of the first. */
export function chooseAccount(runtime: ChannelRuntime, choice: Choice, nowMs: number): ChannelRuntime | null {
  if (choice.probe !== null) return choice.probe;
  const account = accountAtOnce(runtime, choice, nowMs);
  if (account !== null || !runtime.fallback || isStopped(runtime.fallback, choice)) return account;
  if (!runtime.breaker.tryProbe()) return runtime.fallback;
  choice.probe = runtime;
  return runtime;
}

/** The same for one that must not probe; null also where a probe of the first is due. */
export function accountAtOnce(runtime: ChannelRuntime, choice: Choice, nowMs: number): ChannelRuntime | null {
  const { fallback, breaker } = runtime;
  const isUsable = !isStopped(runtime, choice);
  if (!fallback || isStopped(fallback, choice)) return isUsable ? runtime : null;
  const { avoided } = choice;
  if (avoided?.provider === runtime.provider && avoided.untilMs > nowMs) return fallback;
  if (isUsable) return runtime;
  return (breaker.probeAt?.getTime() ?? 0) > nowMs ? fallback : null;
}
