/** Promise: what became of sending several again is what the server or the feed last said of each, in whatever order they arrive. */
import type { DeliveryStatusChange } from '../deliveries/documents.ts';
import { compareSteps, type Step } from '../deliveries/fold.ts';
import { messageName } from '../deliveries/words.ts';
import type { DeliveryStatus } from '../generated/graphql.ts';
import type { DeskRow } from './documents.ts';
import { nameOf } from './subject.tsx';

type Standing = Pick<Step, 'status' | 'attempt'>;

/** One of the deliveries that are sent again. */
export interface RetryItem {
  readonly id: string;
  readonly name: string;
  /** The attempt that had failed: a later one is the one that was requested. */
  readonly failedAttempt: number;
  /** Where it stands since it is sent again; null before that is known. */
  readonly standing: Standing | null;
  /** Why it was refused: `retryDelivery`'s code; null where it was not. */
  readonly refused: string | null;
}

/** Deliveries that are sent again together, by id. */
export type RetryRun = ReadonlyMap<string, RetryItem>;

/** How they begin. */
export function startRetry(rows: readonly DeskRow[]): RetryRun {
  return new Map(
    rows.map((row) => {
      const name = `${nameOf(row)}, ${messageName(row.kind, row.channel)}`;
      return [row.id, { id: row.id, name, failedAttempt: row.attempts, standing: null, refused: null }];
    }),
  );
}

/** The run after what the server answered for some: where each stands now. The same object where that is no news. */
export function withAnswers(
  run: RetryRun,
  answered: readonly { readonly id: string; readonly status: DeliveryStatus; readonly attempts: number }[],
): RetryRun {
  return answered.reduce(
    (next, { id, status, attempts }) => withStanding(next, id, { status, attempt: attempts }),
    run,
  );
}

/** The run after changes of the feed. */
export function withFeed(run: RetryRun, changes: readonly DeliveryStatusChange[]): RetryRun {
  return changes.reduce((next, change) => withStanding(next, change.deliveryId, change), run);
}

/** The run after some were refused. One that is known to be sent again all the same is not: the answer to an earlier request was lost. */
export function withRefused(
  run: RetryRun,
  refused: readonly { readonly id: string; readonly code: string }[],
): RetryRun {
  const next = new Map(run);
  for (const { id, code } of refused) {
    const item = next.get(id);
    if (item !== undefined) next.set(id, { ...item, refused: code });
  }
  return next;
}

function withStanding(run: RetryRun, id: string, { status, attempt }: Standing): RetryRun {
  const item = run.get(id);
  if (item === undefined) return run;
  const failed: Standing = { status: 'FAILED', attempt: item.failedAttempt };
  if (compareSteps({ status, attempt }, item.standing ?? failed) <= 0) return run;
  return new Map(run).set(id, { ...item, standing: { status, attempt }, refused: null });
}

/** Those that are neither sent again nor refused. */
export function openItems(run: RetryRun): readonly RetryItem[] {
  return [...run.values()].filter(({ standing, refused }) => standing === null && refused === null);
}

/** Those that may still change. */
export function unfinishedItems(run: RetryRun): readonly RetryItem[] {
  return [...run.values()].filter(({ standing }) => standing === null || STAGES[standing.status].isOpen);
}

/** A status in the sentence about many, in the order that they are named in. */
const STAGES: Readonly<Record<DeliveryStatus, { readonly words: string; readonly isOpen: boolean }>> = {
  DELIVERED: { words: 'delivered', isOpen: false },
  SENT: { words: 'sent', isOpen: true },
  FAILED: { words: 'failed again', isOpen: false },
  SKIPPED: { words: 'not sent', isOpen: false },
  RETRYING: { words: 'trying again', isOpen: true },
  SENDING: { words: 'sending', isOpen: true },
  QUEUED: { words: 'waiting', isOpen: true },
};

/** What became of a run. */
export interface Tally {
  readonly sent: number;
  /** How many stand at each stage, in words, and which. */
  readonly stages: readonly {
    readonly status: DeliveryStatus;
    readonly words: string;
    readonly ids: readonly string[];
  }[];
  readonly refused: readonly RetryItem[];
}

/** Counts a run. */
export function tallyOf(run: RetryRun): Tally {
  const items = [...run.values()];
  const stages = (Object.keys(STAGES) as DeliveryStatus[]).map((status) => {
    const ids = items.filter(({ standing }) => standing?.status === status).map(({ id }) => id);
    return { status, words: STAGES[status].words, ids };
  });
  return {
    sent: items.filter(({ standing }) => standing !== null).length,
    stages: stages.filter(({ ids }) => ids.length > 0),
    refused: items.filter(({ refused }) => refused !== null),
  };
}

/** The outcome as a sentence: `6 sent again: 2 delivered, 3 sent, 1 failed again`. */
export function tallySentence({ sent, stages }: Tally): string {
  if (sent === 0) return 'None is sent again.';
  return `${sent} sent again: ${stages.map(({ words, ids }) => `${ids.length} ${words}`).join(', ')}.`;
}
