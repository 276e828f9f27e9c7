import type { DeskRow } from './documents.ts';
import { needsCorrection, reasonOf } from './reasons.ts';

/** What to know before many are sent again. */
export interface Cautions {
  /** Those that cannot succeed as they are, by why, the most first. */
  readonly hopeless: readonly { readonly why: string; readonly rows: readonly DeskRow[] }[];
  /** Those that may. */
  readonly hopeful: readonly DeskRow[];
  /** How many of these may have arrived already. */
  readonly maybeSent: number;
}

/** Looks through rows that are to be sent again to where they failed. */
export function cautionsOf(rows: readonly DeskRow[]): Cautions {
  const byReason = Map.groupBy(rows, whyHopeless);
  const hopeful = byReason.get(null) ?? [];
  byReason.delete(null);
  const hopeless = [...byReason].map(([why, found]) => ({ why: why ?? '', rows: found }));
  return {
    hopeless: hopeless.sort((one, other) => other.rows.length - one.rows.length),
    hopeful,
    maybeSent: hopeful.filter(({ error }) => error?.code === 'MAYBE_SENT').length,
  };
}

/** Why one cannot succeed; null where it may. */
function whyHopeless({ appointment, sequence, error }: DeskRow): string | null {
  if (appointment !== null && appointment.sequence > sequence) return 'A newer message replaces it';
  return error !== null && needsCorrection(error.code) ? reasonOf(error.code) : null;
}
