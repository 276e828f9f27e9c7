import { cached } from './cached.ts';

const STEPS = [
  { unit: 'day', ms: 86_400_000, from: 36 * 3_600_000 },
  { unit: 'hour', ms: 3_600_000, from: 90 * 60_000 },
  { unit: 'minute', ms: 60_000, from: 0 },
] as const;

/** How far an instant is from now, in the reader's language: `in 2 hours`, `20 minutes ago`. A text that is no instant is empty. */
export function relativeTo(time: string, now: Date): string {
  const ms = Date.parse(time) - now.getTime();
  if (Number.isNaN(ms)) return '';
  const step = STEPS.find(({ from }) => Math.abs(ms) >= from) ?? STEPS[2];
  return formatOf().format(Math.round(ms / step.ms), step.unit);
}

const formatOf = cached(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }));
