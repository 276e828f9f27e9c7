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
  readonly note?: string;
}

/** What a ratio's median must keep to. */
export type Bar = { readonly kind: 'at least' | 'at most'; readonly value: number };

/** Whether the median keeps to the bar; null where there is none. */
export function keepsTo({ ratios, bar }: Pick<Line, 'ratios' | 'bar'>): boolean | null {
  if (bar === null) return null;
  const median = medianOf(ratios);
  return bar.kind === 'at least' ? median >= bar.value : median <= bar.value;
}

/** The middle one; of an even count the upper of the two in the middle. NaN of none. */
export function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
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

/** The ratio of two series, round by round. */
export function ratiosOf(ours: readonly number[], beside: readonly number[]): number[] {
  return ours.map((value, round) => value / (beside[round] ?? Number.NaN));
}
