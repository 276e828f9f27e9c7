/**
 * `npm run bench`: runs the benchmarks and prints one table, which it also writes to bench/results.md, and the figures that a
 * user cares for to README.md. Ends with 1 when a bar was missed or a benchmark could not measure, and says why. Options
 * stand in bench/README.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benches, longBenches } from './benches.ts';
import { loadNow, machineLines } from './machine.ts';
import { figuresOf, withFigures } from './readme.ts';
import { missedIn, type Section, tableOf } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    profile: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
  },
});
const RESULTS = new URL('../results.md', import.meta.url);
const README = new URL('../../README.md', import.meta.url);
/** A run takes 15 minutes at most: what begins later than this is measured once, and half as much of it; the table says so. */
const HURRY_MS = 12 * 60_000;
const PROFILES = new URL('../profiles', import.meta.url).pathname;

const selection = values.profile ?? values.only ?? (positionals.length > 0 ? positionals.join(',') : undefined);
const wanted = selection?.split(',') ?? benches.map(({ name }) => name);
const known = [...benches, ...longBenches];
const unknown = wanted.filter((name) => !known.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`bench: ${unknown.join(', ')}: expected of ${known.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
if (values.profile !== undefined) process.env.BENCH_PROFILES = PROFILES;

const startedAt = performance.now();
const loadBefore = loadNow();
const say = (text: string) =>
  console.error(`${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(5)} s  ${text}`);
const sections: Section[] = [];
const shortened: string[] = [];
const broken: string[] = [];
for (const { name, run } of known.filter((bench) => wanted.includes(bench.name))) {
  say(name);
  const late = performance.now() - startedAt > HURRY_MS;
  if (late) shortened.push(name);
  try {
    const lines = await run({
      rounds: values.quick || late ? 1 : Number(values.rounds),
      share: values.quick ? 0.2 : late ? 0.5 : 1,
      say: (text) => say(`  ${text}`),
    });
    sections.push({ name, lines });
  } catch (error) {
    broken.push(`${name} could not measure: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    say(broken.at(-1) ?? '');
  }
}

const missed = missedIn(sections);
const report = [
  '# What `npm run bench` found',
  '',
  ...machineLines(loadBefore, loadNow()),
  '',
  'Each ratio is taken within one round, in which everything runs in turn; it is the median of the rounds, whose spread stands',
  'beside it. Ours stands first. A bar is what the project asks for; where none stands, the line is reported and not judged.',
  'Where rounds lie more than 30 % apart and on both sides of the bar, the machine decides, and nothing is judged.',
  '',
  tableOf(sections),
  ...(shortened.length > 0
    ? [
        '',
        `Measured once only, and less of it, because the machine was too slow for three rounds: ${shortened.join(', ')}.`,
      ]
    : []),
  ...(missed.length + broken.length > 0
    ? ['', '## Bars that were missed', '', ...[...missed, ...broken].map((line) => `- ${line.split('\n')[0]}`)]
    : []),
  '',
].join('\n');
console.log(report);
if (selection === undefined && !values.quick) {
  writeFileSync(RESULTS, report);
  writeFileSync(README, withFigures(readFileSync(README, 'utf8'), figuresOf(sections)));
}
if (missed.length + broken.length > 0) {
  console.error(`bench: failed:\n${[...missed, ...broken].map((line) => `  ${line}`).join('\n')}`);
  process.exitCode = 1;
}
