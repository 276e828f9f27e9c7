/** One fault after the other, for an operator to find: shown is what a pager shows, and where a person on call may look. */
import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../chaos/random.ts';
import { untilOver } from './cause.ts';
import type { Fault } from './fault.ts';
import type { Page } from './prometheus.ts';
import type { Stage } from './stage.ts';

/** What a drill is made of. */
export interface DrillOptions {
  readonly random: Random;
  /** Of which some happen. */
  readonly faults: readonly Fault[];
  /** Of which the operator chooses. */
  readonly causes: readonly Fault[];
  readonly rounds: number;
  /** The folder with the services' logs. */
  readonly logs: string;
}

const POLL_MS = 500;

/** Plays it, and prints how long each cause took to be found. */
export async function runDrill(stage: Stage, { random, faults, causes, rounds, logs }: DrillOptions): Promise<void> {
  console.log(whereToLook(stage, logs));
  const results: string[] = [];
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  for (const fault of random.shuffled(faults).slice(0, rounds)) {
    const listed = random.shuffled(causes);
    const before = new Set((await stage.prometheus.pages()).map(idOf)); // counts of an hour that still fire
    await wait(random.between(2_000, 8_000));
    const undoing = await fault.begin(stage);
    const shown = await firstPages(stage, before);
    const pagedAt = Date.now();
    const pager = showPages(stage, shown);
    console.log(`\n${listed.map(({ cause }, at) => `${String(at + 1).padStart(3)}  ${cause}`).join('\n')}`);
    let guesses = 0;
    for (;;) {
      const answer = (await terminal.question('\nWhat is it? (its number; 0 gives up) ')).trim();
      if (answer === '0') break;
      guesses += 1;
      if (listed[Number(answer) - 1] === fault) break;
      console.log('No, or not only that.');
    }
    pager.end();
    const seconds = Math.round((Date.now() - pagedAt) / 1_000);
    results.push(
      `${fault.name}: ${Math.floor(seconds / 60)} min ${seconds % 60} s, ${guesses} ${guesses === 1 ? 'answer' : 'answers'}`,
    );
    console.log(`${fault.cause}\n${results.at(-1)}\nIt is undone; waiting until all is well ...`);
    await undoing[Symbol.asyncDispose]();
    await untilOver(stage);
  }
  terminal.close();
  console.log(`\n${results.join('\n')}`);
}

function whereToLook({ servers, notifier, prometheus, databaseUrl }: Stage, logs: string): string {
  const metrics = [...servers, notifier].map(({ name, url }) => `${name.padEnd(10)} ${url}/metrics`);
  return [
    'docs/operations.md is all that you have. A minute of its alerts is two seconds here.',
    ...metrics,
    `logs       ${logs}`,
    `database   ${databaseUrl}`,
    `Prometheus ${prometheus.url}`,
  ].join('\n');
}

async function firstPages(stage: Stage, before: Set<string>): Promise<Set<string>> {
  for (;;) {
    const pages = (await stage.prometheus.pages()).filter((page) => !before.has(idOf(page)));
    if (pages.length > 0) return before;
    await wait(POLL_MS);
  }
}

/** Prints each page once, as it comes, until it is ended. */
function showPages(stage: Stage, shown: Set<string>) {
  const ending = new AbortController();
  void (async () => {
    while (!ending.signal.aborted) {
      for (const page of await stage.prometheus.pages().catch(() => [])) {
        if (shown.has(idOf(page))) continue;
        shown.add(idOf(page));
        console.log(textOf(page));
      }
      await wait(POLL_MS, undefined, ending).catch(() => {});
    }
  })();
  return { end: () => ending.abort() };
}

const idOf = ({ alert, labels }: Page) => `${alert} ${JSON.stringify(labels)}`;

function textOf({ alert, labels: { severity, ...labels }, annotations: { summary, runbook } }: Page): string {
  const text = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return `\n[${severity}] ${[alert, ...text].join(' ')}\n  ${summary}\n  ${runbook}`;
}
