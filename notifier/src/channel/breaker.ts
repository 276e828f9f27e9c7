/**
 * Stops a channel whose account or configuration is at fault, so that a thousand people's messages do not each fail for it.
 *
 * Promise: it opens only after two different recipients failed so, lets one delivery at a time through to probe, a
 * different one each time, and closes as soon as one probe shows that the account works. A fault that came with an answer
 * is disproved by an answer; one that came in a report after the provider had accepted the message, such as a sender that
 * is not registered, only by a report.
 */

import type { ChannelErrorKind } from '@belltower/channels';

/** Waits between probes, in milliseconds: the first, and the longest. */
export interface BreakerPolicy {
  readonly firstProbeMs: number;
  readonly longestProbeMs: number;
}

export const breakerPolicy: BreakerPolicy = { firstProbeMs: 15_000, longestProbeMs: 5 * 60_000 };

/** How a verdict came: with the answer to an attempt, or in a report of what became of an accepted message. */
export type Evidence = 'answer' | 'report';

/** Why the breaker is open: how the fault showed, and the provider's words. */
interface Fault {
  readonly by: Evidence;
  readonly reason: string;
  /** Probes that were accepted in a row with no report about them: after a few, reports are not waited for any more. */
  readonly unconfirmed: number;
}

export type BreakerState =
  /** `suspect`: the recipient whose message found the account at fault last, with nothing since that disproves it. */
  | { readonly kind: 'closed'; readonly suspect: { readonly recipient: string; readonly by: Evidence } | null }
  | { readonly kind: 'open'; readonly probes: number; readonly probeAt: number; readonly fault: Fault }
  | { readonly kind: 'probing'; readonly probes: number; readonly fault: Fault };

/** What an attempt says of the account. `unknown`: it ended in another way, or not at all. */
export type AccountVerdict = 'works' | 'faulty' | 'unknown';

/** How an attempt ended, or what was reported of it later. */
export interface AttemptEnd {
  readonly verdict: AccountVerdict;
  readonly by: Evidence;
  readonly recipient: string;
  readonly isProbe: boolean;
  /** The provider's words, for a person. */
  readonly reason: string;
}

export const closed: BreakerState = { kind: 'closed', suspect: null };

/** Callbacks may be lost, and a channel must not stay stopped for it. */
const UNCONFIRMED_LIMIT = 3;

/** The state after an attempt ended, or was reported on. `now` in milliseconds. */
export function afterAttempt(
  state: BreakerState,
  attempt: AttemptEnd,
  now: number,
  policy: BreakerPolicy,
): BreakerState {
  const { verdict, by, recipient, isProbe, reason } = attempt;
  if (verdict === 'unknown' && !isProbe) return state;
  switch (state.kind) {
    case 'closed': {
      const { suspect } = state;
      if (verdict === 'works') return by === 'answer' && suspect?.by === 'report' ? state : closed;
      if (verdict === 'unknown') return state;
      if (suspect === null || suspect.recipient === recipient) return { kind: 'closed', suspect: { recipient, by } };
      const fault: Fault = { by, reason, unconfirmed: 0 };
      return { kind: 'open', probes: 0, probeAt: now + policy.firstProbeMs, fault };
    }
    case 'open':
      // what was in flight when it opened is no news, unless it is the report that was waited for
      return by === 'report' ? afterReport(state, verdict) : state;
    case 'probing': {
      if (by === 'report') return afterReport(state, verdict);
      if (!isProbe) return state;
      const waitMs = Math.min(policy.firstProbeMs * 2 ** Math.min(state.probes, 20), policy.longestProbeMs);
      const reopened = { kind: 'open', probes: state.probes, probeAt: now + waitMs } as const;
      const { fault } = state;
      if (verdict === 'faulty') return { ...reopened, fault: { by, reason, unconfirmed: 0 } };
      if (verdict === 'unknown') return { ...reopened, fault };
      const unconfirmed = fault.unconfirmed + 1;
      if (fault.by === 'answer' || unconfirmed >= UNCONFIRMED_LIMIT) return closed;
      return { ...reopened, fault: { ...fault, unconfirmed } };
    }
  }
}

function afterReport<S extends Exclude<BreakerState, { kind: 'closed' }>>(
  state: S,
  verdict: AccountVerdict,
): S | BreakerState {
  if (state.fault.by === 'answer') return state;
  if (verdict === 'works') return closed;
  return verdict === 'faulty' ? { ...state, fault: { ...state.fault, unconfirmed: 0 } } : state;
}

/** What a refusal of a kind says of the account: an answer about this one recipient shows that it works. */
export function verdictOfKind(kind: ChannelErrorKind): AccountVerdict {
  switch (kind) {
    case 'account':
      return 'faulty';
    case 'permanent':
    case 'suppress':
      return 'works';
    case 'retry':
    case 'maybe-sent':
      return 'unknown';
  }
}

/** The state when a delivery goes through to probe. */
export function beginProbe(state: BreakerState): BreakerState {
  return state.kind === 'open' ? { kind: 'probing', probes: state.probes + 1, fault: state.fault } : state;
}

/** What a wait at the breaker ended with: to try whether the channel works, or because it does. */
export type Turn = 'probe' | 'closed';

/** A channel's breaker. */
export interface Breaker extends Disposable {
  readonly state: BreakerState;
  /** When the next probe is due; null when closed. */
  readonly probeAt: Date | null;
  /** What the provider said of the fault; empty when closed. */
  readonly reason: string;
  /** Waits, first come first served, to probe or for the breaker to close; the answer leaves the queue. */
  wait(go: (turn: Turn) => void): () => void;
  /** Goes through to probe if a probe is due, for a delivery that does not wait. */
  tryProbe(): boolean;
  /** Every attempt's end comes here, a probe's without fail, and so does what the provider reports of it later. */
  ended(attempt: AttemptEnd): void;
}

/** Creates a channel's breaker; `onChange` is called at every opening and closing. */
export function createBreaker(policy: BreakerPolicy, onChange: (state: BreakerState) => void): Breaker {
  let state = closed;
  let timer: NodeJS.Timeout | undefined;
  const waiters = new Set<(turn: Turn) => void>();

  function become(next: BreakerState): void {
    const before = state;
    state = next;
    if (next.kind === 'open' && (before.kind !== 'open' || before.probeAt !== next.probeAt)) {
      clearTimeout(timer);
      timer = setTimeout(probe, Math.max(0, next.probeAt - Date.now()), true);
    }
    if (next.kind === 'closed' && before.kind !== 'closed') {
      const released = [...waiters];
      waiters.clear();
      for (const waiter of released) waiter('closed');
    }
    if ((before.kind === 'closed') !== (next.kind === 'closed')) onChange(next);
  }

  /** `isTime`: a timer may fire a little before the clock shows its time. */
  function probe(isTime: boolean): void {
    const [waiter] = waiters;
    if (state.kind !== 'open' || waiter === undefined || !(isTime || state.probeAt <= Date.now())) return;
    waiters.delete(waiter);
    become(beginProbe(state));
    waiter('probe');
  }

  return {
    get state() {
      return state;
    },
    get probeAt() {
      return state.kind === 'closed'
        ? null
        : new Date(state.kind === 'open' ? state.probeAt : Date.now() + policy.firstProbeMs);
    },
    get reason() {
      return state.kind === 'closed' ? '' : state.fault.reason;
    },
    wait(go) {
      if (state.kind === 'closed') {
        go('closed');
        return () => {};
      }
      waiters.add(go);
      probe(false);
      return () => void waiters.delete(go);
    },
    tryProbe() {
      if (state.kind !== 'open' || state.probeAt > Date.now()) return false;
      become(beginProbe(state));
      return true;
    },
    ended(attempt) {
      become(afterAttempt(state, attempt, Date.now(), policy));
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      waiters.clear();
    },
  };
}
