/** A person's calendar, for tests: reads entries by another library than they are written with, and follows RFC 5546. */
import ICAL from 'ical.js';

/** An entry as a calendar shows it. */
export interface KeptEntry {
  readonly sequence: number;
  readonly stamp: string;
  readonly status: string;
  readonly start: string;
  readonly end: string;
  readonly location: string | null;
}

/** What a calendar holds, by UID. What is cancelled stays known, so that nothing older restores it. */
export type KeptEntries = ReadonlyMap<string, KeptEntry>;

/**
 * A calendar after an entry came. Of one UID the higher SEQUENCE wins, then the later DTSTAMP (RFC 5546, 2.1.5); only a CANCEL
 * cancels (3.2.5).
 *
 * @throws {Error} for what no calendar takes: more or less than one event, or one without organizer and attendee (3.2.2)
 */
export function receive(kept: KeptEntries, content: string): KeptEntries {
  const calendar = new ICAL.Component(ICAL.parse(content));
  const [event, ...others] = calendar.getAllSubcomponents('vevent');
  if (event === undefined || others.length > 0) throw new Error('one event is expected');
  for (const name of ['uid', 'dtstamp', 'dtstart', 'organizer', 'attendee'])
    if (event.getAllProperties(name).length !== 1) throw new Error(`one ${name} is expected`);
  const text = (name: string) => event.getFirstPropertyValue(name)?.toString() ?? null;
  const method = calendar.getFirstPropertyValue('method');
  const status = text('status') ?? '';
  if ((method === 'CANCEL') !== (status === 'CANCELLED')) throw new Error(`${method} of what is ${status}`);
  const uid = text('uid') ?? '';
  const [start, end] = [text('dtstart') ?? '', text('dtend') ?? ''];
  const entry = { sequence: Number(text('sequence')), stamp: text('dtstamp') ?? '', status, start, end };
  const known = kept.get(uid);
  return known !== undefined && !isNewer(entry, known)
    ? kept
    : new Map(kept).set(uid, { ...entry, location: text('location') });
}

function isNewer(one: Pick<KeptEntry, 'sequence' | 'stamp'>, other: Pick<KeptEntry, 'sequence' | 'stamp'>): boolean {
  return one.sequence === other.sequence ? one.stamp > other.stamp : one.sequence > other.sequence;
}
