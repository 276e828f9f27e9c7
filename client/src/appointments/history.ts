/** An appointment's past in words. Pure. */
import { isolated, text } from '../language/text.ts';
import type { Viewer } from '../session/viewer.ts';
import type { Correction, PageAppointment } from './documents.ts';

/** One change in an appointment's past. */
export type Change = PageAppointment['history'][number];

/** A clock's time at a place. */
export type TimeAt = Pick<Change, 'time' | 'timeZone'>;

/** What changed of an appointment. */
export interface Difference {
  /** The time before, where it was moved. */
  readonly moved: TimeAt | null;
  /** Sentences about all else. */
  readonly others: readonly string[];
}

/** What a change was, and who made it: `Moved by the desk`. */
export function changeSentence(change: Change, before: Change | undefined, viewer: Viewer): string {
  return text('history.change', {
    what: verbOf(change, before),
    by: byWhom(change, viewer),
    name: isolated(change.by ?? ''),
  });
}

/** What was corrected, and by whom: `Number corrected by the desk`. */
export function correctionSentence({ channel, by }: Correction, viewer: Viewer): string {
  const who = by === null ? 'desk' : by === viewer.sub ? 'you' : 'deskName';
  return text('history.corrected', { channel, by: who, name: isolated(by ?? '') });
}

function verbOf(change: Change, before: Change | undefined): 'CANCELLED' | 'BOOKED' | 'MOVED' | 'CHANGED' {
  if (change.kind !== 'RESCHEDULED') return change.kind;
  return before !== undefined && isMoved(change, before) ? 'MOVED' : 'CHANGED';
}

/** Who made a change, as the viewer would say it; `none` where there is nothing to say. */
function byWhom({ role, by }: Change, viewer: Viewer) {
  if (by !== null && by === viewer.sub) return 'you';
  switch (role) {
    case 'STAFF':
      return by === null ? 'desk' : 'deskName';
    case 'GUEST':
      return viewer.role === 'guest' ? 'thisLink' : 'link';
    case 'CUSTOMER':
      if (viewer.role === 'customer') return 'you';
      if (viewer.role !== 'staff') return 'none';
      return by === null ? 'customer' : 'name';
  }
}

/** What is different from before. */
export function differenceOf(change: Change, before: Change | undefined): Difference {
  if (before === undefined || change.kind !== 'RESCHEDULED') return { moved: null, others: [] };
  const shown = (value: string | null) => (value === null ? text('difference.none') : isolated(value));
  const other = (id: 'title' | 'place' | 'minutes', now: string | null, was: string | null) =>
    now === was ? [] : [text(`difference.${id}`, { now: shown(now), was: shown(was) })];
  return {
    moved: isMoved(change, before) ? { time: before.time, timeZone: before.timeZone } : null,
    others: [
      ...other('title', change.title, before.title),
      ...other('place', change.location, before.location),
      ...other('minutes', String(change.durationMinutes), String(before.durationMinutes)),
    ],
  };
}

/** When it was before it was last moved; null where it never was. */
export function timeBefore(history: readonly Change[]): TimeAt | null {
  const moved = history.map((change, index) => differenceOf(change, history[index - 1]).moved);
  return moved.findLast((time) => time !== null) ?? null;
}

function isMoved(change: Change, before: Change): boolean {
  return change.time !== before.time || change.timeZone !== before.timeZone;
}
