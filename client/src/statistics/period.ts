/** Which time the statistics are of, in which zone's days, and the buckets it is divided into. Pure. */
import type { Bucket } from '../generated/graphql.ts';
import { isTimeZone } from '../time/zones.ts';
import { localDayOf, startOfDay } from './days.ts';

/** How far back a period reaches, by the names it has in the address. Days are whole ones, with today among them. */
export const PRESETS = {
  '1h': { name: 'Last hour', unit: 'MINUTE', count: 60 },
  '24h': { name: 'Last 24 hours', unit: 'HOUR', count: 24 },
  '7d': { name: 'Last 7 days', unit: 'DAY', count: 7 },
  '30d': { name: 'Last 30 days', unit: 'DAY', count: 30 },
  '90d': { name: 'Last 90 days', unit: 'DAY', count: 90 },
} as const satisfies Record<string, { name: string; unit: Bucket; count: number }>;

/** One of them. */
export type Preset = keyof typeof PRESETS;
/** Their names, in order. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly Preset[];

/** Back from now, or from one day to another, both within it. */
export type Period =
  | { readonly kind: 'last'; readonly last: Preset }
  | { readonly kind: 'between'; readonly from: string; readonly to: string };

/** What the address says: a period, and the zone whose days are meant. */
export interface Shown {
  readonly period: Period;
  readonly zone: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
/** As many days as the server divides a span into, and a year that is common. */
export const MOST_DAYS = 1_830;
const DAY_MS = 86_400_000;

/** Reads the address. What cannot be read is as it is without an address. */
export function parseShown(search: string, own: string): Shown {
  const params = new URLSearchParams(search);
  const zone = params.get('zone') ?? own;
  const [from, to] = [params.get('from') ?? '', params.get('to') ?? ''];
  const last = PRESET_NAMES.find((name) => name === params.get('range'));
  const isBetween = last === undefined && isDay(from) && isDay(to) && from <= to && daysFrom(from, to) <= MOST_DAYS;
  return {
    period: isBetween ? { kind: 'between', from, to } : { kind: 'last', last: last ?? '7d' },
    zone: isTimeZone(zone) ? zone : own,
  };
}

/** Writes it. `parseShown` reads it back. */
export function searchOfShown({ period, zone }: Shown, own: string): string {
  const params = new URLSearchParams(
    period.kind === 'last' ? { range: period.last } : { from: period.from, to: period.to },
  );
  if (zone !== own) params.set('zone', zone);
  return params.toString().replaceAll('%2F', '/');
}

/** A period as the server is asked for it. */
export interface Division {
  readonly since: string;
  /** The end of the last bucket, which may be ahead. */
  readonly until: string;
  readonly bucket: Bucket;
  /** When each bucket begins. */
  readonly starts: readonly string[];
  /** As long before as the period has lasted by now: to compare with. */
  readonly before: { readonly since: string; readonly until: string };
}

/** Divides a period at `now`: the last bucket is the one that has begun. */
export function divide({ period, zone }: Shown, now: Date): Division {
  if (period.kind === 'last') {
    const { unit, count } = PRESETS[period.last];
    if (unit === 'DAY') {
      const today = localDayOf(now, zone);
      return inDays(addDays(today, 1 - count), today, zone, now);
    }
    const ms = unit === 'MINUTE' ? 60_000 : 3_600_000;
    const end = (Math.floor(now.getTime() / ms) + 1) * ms;
    return inSteps(end - count * ms, end, { bucket: unit, ms, now });
  }
  if (daysFrom(period.from, period.to) > 2) return inDays(period.from, period.to, zone, now);
  const [since, until] = [startOfDay(period.from, zone), startOfDay(addDays(period.to, 1), zone)];
  return inSteps(since.getTime(), until.getTime(), { bucket: 'HOUR', ms: 3_600_000, now });
}

/** Hours are those of UTC: of a zone between them the first and the last are parts. */
function inSteps(since: number, until: number, { bucket, ms, now }: { bucket: Bucket; ms: number; now: Date }) {
  const starts: string[] = [];
  for (let start = Math.floor(since / ms) * ms; start < until; start += ms) starts.push(new Date(start).toISOString());
  return divisionOf(new Date(since), new Date(until), { bucket, starts, now });
}

function inDays(from: string, to: string, zone: string, now: Date): Division {
  const starts: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) starts.push(startOfDay(day, zone).toISOString());
  return divisionOf(startOfDay(from, zone), startOfDay(addDays(to, 1), zone), { bucket: 'DAY', starts, now });
}

function divisionOf(
  since: Date,
  until: Date,
  { bucket, starts, now }: { bucket: Bucket; starts: readonly string[]; now: Date },
): Division {
  const lasted = Math.max(1, Math.min(until.getTime(), Math.max(now.getTime(), since.getTime() + 1)) - since.getTime());
  const before = { since: new Date(since.getTime() - lasted).toISOString(), until: since.toISOString() };
  return { since: since.toISOString(), until: until.toISOString(), bucket, starts, before };
}

function isDay(text: string): boolean {
  return DAY.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}
