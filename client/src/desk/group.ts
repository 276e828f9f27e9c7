import { occasionKey } from '../deliveries/occasions.ts';
import type { DeskRow } from './documents.ts';

/** The rows of one message: one for each channel that it goes by. */
export interface Group {
  readonly key: string;
  readonly rows: readonly [DeskRow, ...DeskRow[]];
}

/**
 * Rows by the message that they carry, e-mail before text message. A group stands where the first of its rows does, so the list keeps
 * its order; what a filter leaves out is not in it, and what a later page has joins it where it stands.
 */
export function groupRows(rows: readonly DeskRow[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = `${row.appointmentId} ${occasionKey(row)}`;
    const known = groups.get(key);
    groups.set(key, { key, rows: known === undefined ? [row] : byChannel([...known.rows, row]) });
  }
  return [...groups.values()];
}

function byChannel(rows: readonly [DeskRow, ...DeskRow[]]): readonly [DeskRow, ...DeskRow[]] {
  const [first, ...rest] = [...rows].sort((one, other) => one.channel.localeCompare(other.channel));
  return first === undefined ? rows : [first, ...rest];
}
