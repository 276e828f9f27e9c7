/** Causes faults in rounds, and notes which alerts fire for them. */
import { until } from '@belltower/dev/until';
import { faultNamed } from './faults.ts';
import type { Stage } from './stage.ts';

/** A hang limit: rules fire within a minute here, and on a busy machine later. */
const FIRES_WITHIN_MS = 150_000;

/** What is counted over half an hour or an hour: it fires for two minutes here, whatever is undone. */
const COUNTED = [
  ...['BelltowerReadingFull', 'BelltowerRefusalsToReview', 'BelltowerManyFailures', 'BelltowerSlowConfirmations'],
  ...['BelltowerMaybeSent', 'BelltowerDeadLetters', 'BelltowerEventsLost', 'BelltowerNewEpoch', 'BelltowerReemitted'],
  ...['BelltowerOurFault', 'BelltowerSlowReaders', 'BelltowerBoundsReached'],
];

/**
 * Causes faults of different parts at once, waits until all that they are made for fire, and undoes them. Resolves with every alert
 * that fired meanwhile.
 *
 * @throws {Error} with what fires instead, when one does not fire
 */
export async function causeRound(stage: Stage, names: readonly string[]): Promise<ReadonlySet<string>> {
  const round = names.map(faultNamed);
  const wanted = new Set(round.flatMap(({ alerts }) => alerts));
  const fired = new Set<string>();
  await using undoing = new AsyncDisposableStack();
  for (const fault of round) undoing.use(await fault.begin(stage));
  const haveFired = async () => {
    for (const { alert } of await stage.prometheus.pages()) fired.add(alert);
    return [...wanted].every((alert) => fired.has(alert));
  };
  await until(`${[...wanted].join(', ')} fire for ${names.join(', ')}`, haveFired, FIRES_WITHIN_MS).catch((cause) => {
    throw new Error(`${cause.message}; what fired: ${[...fired].join(', ')}`, { cause });
  });
  return fired;
}

/** Waits until nothing fires but what is counted over a time. */
export async function untilOver(stage: Stage): Promise<void> {
  const others = async () => (await firingNow(stage)).filter((alert) => !COUNTED.includes(alert));
  await until('what fires ends once its fault is undone', async () => (await others()).length === 0, FIRES_WITHIN_MS);
}

/** The names of what fires now. */
export async function firingNow({ prometheus }: Stage): Promise<readonly string[]> {
  return (await prometheus.pages()).map(({ alert }) => alert);
}
