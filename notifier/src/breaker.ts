/**
 * Stops a channel whose account or configuration is at fault, so that a thousand people's messages do not each find out.
 *
 * Promise: it opens only after two different recipients failed so, lets one delivery at a time through to probe, a
 * different one each time, and closes as soon as one probe shows that the account works.
 */

/** Waits between probes, in milliseconds: the first, and the longest. */
export interface BreakerPolicy {
  readonly firstProbeMs: number;
  readonly longestProbeMs: number;
}

export const breakerPolicy: BreakerPolicy = { firstProbeMs: 15_000, longestProbeMs: 5 * 60_000 };

export type BreakerState =
  /** `suspect`: the recipient whose message found the account at fault last, with no success since. */
  | { readonly kind: 'closed'; readonly suspect: string | null }
  | { readonly kind: 'open'; readonly probes: number; readonly probeAt: number }
  | { readonly kind: 'probing'; readonly probes: number };

/** What an attempt says of the account. `unknown`: it ended in another way, or not at all. */
export type AccountVerdict = 'works' | 'faulty' | 'unknown';

export const closed: BreakerState = { kind: 'closed', suspect: null };

/** The state after an attempt ended. `now` in milliseconds. */
export function afterAttempt(
  state: BreakerState,
  attempt: { readonly verdict: AccountVerdict; readonly recipient: string; readonly isProbe: boolean },
  now: number,
  policy: BreakerPolicy,
): BreakerState {
  if (attempt.verdict === 'unknown' && !attempt.isProbe) return state;
  switch (state.kind) {
    case 'closed':
      if (attempt.verdict === 'works') return closed;
      if (attempt.verdict === 'unknown') return state;
      if (state.suspect === null || state.suspect === attempt.recipient) {
        return { kind: 'closed', suspect: attempt.recipient };
      }
      return { kind: 'open', probes: 0, probeAt: now + policy.firstProbeMs };
    case 'open':
      return state; // what was in flight when it opened tells nothing new
    case 'probing': {
      if (!attempt.isProbe) return state;
      if (attempt.verdict === 'works') return closed;
      const waitMs = Math.min(policy.firstProbeMs * 2 ** Math.min(state.probes, 20), policy.longestProbeMs);
      return { kind: 'open', probes: state.probes, probeAt: now + waitMs };
    }
  }
}

/** The state when a delivery goes through to probe. */
export function beginProbe(state: BreakerState): BreakerState {
  return state.kind === 'open' ? { kind: 'probing', probes: state.probes + 1 } : state;
}

/** What a wait at the breaker ended with: to try whether the channel works, or because it does. */
export type Turn = 'probe' | 'closed';

/** A channel's breaker. */
export interface Breaker extends Disposable {
  readonly state: BreakerState;
  /** When the next probe is due; null when closed. */
  readonly probeAt: Date | null;
  /** Waits, first come first served, to probe or for the breaker to close; the answer leaves the queue. */
  wait(go: (turn: Turn) => void): () => void;
  /** Every attempt's end is told here, a probe's without fail. */
  ended(attempt: { readonly verdict: AccountVerdict; readonly recipient: string; readonly isProbe: boolean }): void;
}

/** Makes a channel's breaker; `onChange` hears of every opening and closing. */
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

  /** `isTime`: a timer may ring a little before the clock shows its time. */
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
    wait(go) {
      if (state.kind === 'closed') {
        go('closed');
        return () => {};
      }
      waiters.add(go);
      probe(false);
      return () => void waiters.delete(go);
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
