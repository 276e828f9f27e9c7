import type { ChannelRuntime } from '../channel/channel-runtime.ts';
import type { OutcomeContext } from './after-send.ts';
import type { Clock } from './clock.ts';
import { type DeliveryRun, expiresAt } from './delivery-run.ts';
import type { RetryPolicy } from './retry.ts';

/** What an outcome is judged by, at this moment. */
export function outcomeContextOf(
  run: DeliveryRun,
  runtime: ChannelRuntime | undefined,
  { clock, policy }: { readonly clock: Clock; readonly policy: RetryPolicy },
): OutcomeContext {
  return {
    now: clock.now(),
    expiresAt: expiresAt(run, policy),
    random: clock.random(),
    policy,
    canAsk: runtime?.canAsk ?? false,
    probeAt: runtime?.breaker.probeAt ?? null,
  };
}
