/**
 * How fast one provider may be used: a token bucket (so many a second) and a limit of sends in flight. Both halve
 * when the provider asks us to slow down, the limit alone when it takes too long, and they grow back slowly while it accepts
 * (additive increase, multiplicative decrease). Pure: no clock, no I/O; `rate-control.ts` waits by it.
 */

/** The most that a provider is sent. */
export interface RatePolicy {
  /** Sends started per second. */
  readonly ratePerSecond: number;
  /** Sends that may start at once after a pause. */
  readonly burst: number;
  /** Sends in flight. */
  readonly maxConcurrent: number;
}

/**
 * How a send ended: accepted · refused as too fast · failed after so long that the provider has more to do at a time than it can ·
 * anything else, which says nothing about the rate.
 */
export type SendOutcome = 'ok' | 'slow-down' | 'too-slow' | 'failed';

/** The current rate. Times are milliseconds of a monotonic clock. */
export interface RateState {
  readonly tokens: number;
  readonly refilledAtMs: number;
  readonly ratePerSecond: number;
  readonly concurrent: number;
  readonly inProgress: number;
  /**
   * Counts how often the rate or the limit was halved. A send belongs to the generation it started in, and only sends of the current
   * generation change the rate: a hundred refusals of one burst halve it once.
   */
  readonly generation: number;
}

/** Whether a send may start: now · at an instant · only after another one has ended. */
export type Acquisition =
  | { readonly kind: 'acquired'; readonly state: RateState }
  | { readonly kind: 'wait-until'; readonly atMs: number }
  | { readonly kind: 'wait-for-release' };

/** The rate never falls below this part of the policy's: only a send can show that the provider takes more. */
const LOWEST = 1 / 64;
/** The part of the policy's rate regained by a second's worth of acceptances: from half to whole in about 25 s. */
const GROWTH = 1 / 50;

/** The initial state: a full bucket at the full rate. */
export function initialRate(policy: RatePolicy, nowMs: number): RateState {
  const { ratePerSecond, burst, maxConcurrent } = policy;
  return { tokens: burst, refilledAtMs: nowMs, ratePerSecond, concurrent: maxConcurrent, inProgress: 0, generation: 0 };
}

/** Decides about one send; `acquired` has the state in which it has started. */
export function tryAcquire(state: RateState, policy: RatePolicy, nowMs: number): Acquisition {
  if (state.inProgress >= Math.floor(state.concurrent)) return { kind: 'wait-for-release' };
  const filled = refill(state, policy, nowMs);
  if (filled.tokens < 1) {
    const missingMs = ((1 - filled.tokens) / filled.ratePerSecond) * 1_000;
    return { kind: 'wait-until', atMs: nowMs + missingMs };
  }
  return { kind: 'acquired', state: { ...filled, tokens: filled.tokens - 1, inProgress: filled.inProgress + 1 } };
}

/** Counts a send as ended, and changes the rate by its outcome. */
export function release(
  state: RateState,
  policy: RatePolicy,
  { outcome, generation }: { readonly outcome: SendOutcome; readonly generation: number },
  nowMs: number,
): RateState {
  const ended = { ...refill(state, policy, nowMs), inProgress: state.inProgress - 1 };
  if (outcome === 'failed' || generation !== state.generation) return ended;
  if (outcome === 'ok') return grown(ended, policy);
  return outcome === 'slow-down' ? slowed(ended, policy) : fewer(ended);
}

function refill(state: RateState, { burst }: RatePolicy, nowMs: number): RateState {
  const elapsedMs = Math.max(0, nowMs - state.refilledAtMs);
  const tokens = Math.min(burst, state.tokens + (elapsedMs / 1_000) * state.ratePerSecond);
  return { ...state, tokens, refilledAtMs: Math.max(nowMs, state.refilledAtMs) };
}

function slowed(state: RateState, policy: RatePolicy): RateState {
  return {
    ...fewer(state),
    tokens: 0,
    ratePerSecond: Math.max(state.ratePerSecond / 2, policy.ratePerSecond * LOWEST),
  };
}

function fewer(state: RateState): RateState {
  const concurrent = Math.max(Math.floor(state.concurrent / 2), 1);
  return { ...state, concurrent, generation: state.generation + 1 };
}

function grown(state: RateState, policy: RatePolicy): RateState {
  const step = (policy.ratePerSecond * GROWTH) / state.ratePerSecond;
  return {
    ...state,
    ratePerSecond: Math.min(state.ratePerSecond + step, policy.ratePerSecond),
    concurrent: Math.min(state.concurrent + 1 / state.concurrent, policy.maxConcurrent),
  };
}
