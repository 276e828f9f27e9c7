/**
 * Makes a minute of the alert rules two seconds, so that each fires within seconds. It is the only thing that the rules of a night
 * are changed by: durations (`for: 5m`, `[1h]`, `[6h:5m]`) and limits in seconds (`max(…_seconds) > 60`) are divided by 30. Counts and
 * shares stay as they are.
 */

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
/** How many seconds become one. */
const DIVISOR = 30;

const DURATION = /(\bfor: |\[|(?<=\[\w+):)(\d+)([smh])\b/g;
/** What a metric in seconds, a quantile of one, or the age of a process is compared with. */
const LIMIT = /(_seconds(?:_bucket\[\w+\])?\)* [<>] )(\d+)\b/g;

/** The rules as they are in `alerts.yml`, with shorter times. */
export function shortenRules(rules: string): string {
  return rules
    .replaceAll(LIMIT, (_all, before: string, seconds: string) => `${before}${Number(seconds) / DIVISOR}`)
    .replaceAll(DURATION, (_all, before: string, count: string, unit: string) => {
      return `${before}${(Number(count) * (SECONDS[unit] ?? 1) * 1_000) / DIVISOR}ms`;
    });
}
