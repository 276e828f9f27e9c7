/** One line of the table: a ratio that was taken in every round of one run, and the bar it is held to. */
export interface Line {
  readonly what: string;
  /** One for each round. */
  readonly ratios: readonly number[];
  /** Null: the line is reported and not judged. */
  readonly bar: Bar | null;
  readonly ours: string;
  readonly beside: string;
  /** What a reader must know to believe the line. */
  readonly note?: string | undefined;
  /** More than a cell holds: it stands below the table. */
  readonly details?: string | undefined;
}

/** What a ratio's median must keep to. */
export type Bar = { readonly kind: 'at least' | 'at most'; readonly value: number };

export const atLeast = (value: number): Bar => ({ kind: 'at least', value });
export const atMost = (value: number): Bar => ({ kind: 'at most', value });

/** A line of two things that were measured in the same rounds. */
export interface Comparison<Found> {
  readonly ours: readonly Found[];
  readonly beside: readonly Found[];
  read(one: Found): number;
  /** How the table shows each of the two. */
  cell(found: readonly Found[]): string;
  readonly bar?: Bar | null | undefined;
  readonly note?: string | undefined;
}

/** Makes a line of two things: the first over the second, round by round. */
export function compare<Found>(what: string, { ours, beside, read, cell, bar, note }: Comparison<Found>): Line {
  const ratios = ours.map((one, round) => read(one) / (beside[round] === undefined ? Number.NaN : read(beside[round])));
  return { what, ratios, bar: bar ?? null, ours: cell(ours), beside: cell(beside), note };
}

/** A line of what needs nothing beside it: what is read of each round, and the unit that is said after its median. */
export function line<Found>(
  what: string,
  found: readonly Found[],
  read: (one: Found) => number,
  unit: string,
  bar: Bar,
): Line {
  return { what, ratios: found.map(read), bar, ours: `${shortMedian(found, read)} ${unit}`, beside: '' };
}

/** Of a bar: kept or missed by the median, or decided by the machine's noise: rounds far apart lie on both sides. */
export type Verdict = 'yes' | 'no' | 'noise';

const NOISE = 0.3;

/** How a line stands to its bar; null where there is none. */
export function verdictOf({ ratios, bar }: Pick<Line, 'ratios' | 'bar'>): Verdict | null {
  if (bar === null) return null;
  const keeps = (ratio: number) => (bar.kind === 'at least' ? ratio >= bar.value : ratio <= bar.value);
  const median = medianOf(ratios);
  const spread = (Math.max(...ratios) - Math.min(...ratios)) / median;
  if (spread > NOISE && ratios.some(keeps) && !ratios.every(keeps)) return 'noise';
  return keeps(median) ? 'yes' : 'no';
}

/** The middle one; of an even count the upper of the two in the middle. NaN of none. */
export function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** The median of what is read of each, shortened. */
export function shortMedian<Found>(found: readonly Found[], read: (one: Found) => number): string {
  return short(medianOf(found.map(read)));
}

/** A number with three digits that matter, and a `k` or `M` where it is large. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (Math.abs(value) >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

/** The least and the greatest, as the table shows how far rounds lie apart. */
export function spreadOf(numbers: readonly number[]): string {
  return `${short(Math.min(...numbers))}–${short(Math.max(...numbers))}`;
}
