import { midnight } from './time-range.ts';

/** When an appointment may be, by the words in the address. Days are those where the reader is. */
export const AHEAD = {
  any: 'Any time',
  ahead: 'From now on',
  today: 'Today',
  tomorrow: 'Tomorrow',
  '7d': 'Next 7 days',
  past: 'Past',
} as const;

/** One of them. */
export type Ahead = keyof typeof AHEAD;

/** Reads one from the address. What cannot be read does not narrow. */
export function parseAhead(text: string | null): Ahead {
  return text !== null && Object.hasOwn(AHEAD, text) ? (text as Ahead) : 'any';
}

/** The span of appointments as the server takes it, at `now`; nothing where there is none. */
export function aheadOf(
  ahead: Ahead,
  now: Date,
): { readonly appointmentSince?: string; readonly appointmentUntil?: string } {
  const at = (days: number) => midnight(now, days).toISOString();
  switch (ahead) {
    case 'any':
      return {};
    case 'ahead':
      return { appointmentSince: now.toISOString() };
    case 'today':
      return { appointmentSince: at(0), appointmentUntil: at(1) };
    case 'tomorrow':
      return { appointmentSince: at(1), appointmentUntil: at(2) };
    case '7d':
      return { appointmentSince: now.toISOString(), appointmentUntil: at(8) };
    case 'past':
      return { appointmentUntil: now.toISOString() };
  }
}
