import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { DeliveryRun } from './delivery-run.ts';
import type { Answer } from './provider.ts';
import { createReconcile, type ReconcileOptions } from './reconcile.ts';
import { retryPolicy } from './retry.ts';

it('an account has 16 questions at a time to answer, however many sends its silence left in doubt', async () => {
  const answers: PromiseWithResolvers<Answer>[] = [];
  const waits: { readonly at: Date; readonly resume: () => void }[] = [];
  const changed: DeliveryRun[] = [];
  const now = new Date('2030-01-01T00:00:00Z');
  // of its neighbours a question needs these calls alone
  const parts = {
    recorder: { entryOf: () => ({ provider: 'twilio' }), change: async (run: DeliveryRun) => changed.push(run) > 0 },
    provider: {
      ask: () => {
        const answer = Promise.withResolvers<Answer>();
        answers.push(answer);
        return answer.promise;
      },
    },
    timers: { set: (at: Date, resume: () => void) => waits.push({ at, resume }) },
    clock: { now: () => now, random: () => 0.5 },
    policy: retryPolicy,
    log: pino({ level: 'silent' }),
  } as unknown as ReconcileOptions;
  const { ask } = createReconcile(parts);
  const questions = Array.from({ length: 40 }, () => ask({ event: {} } as DeliveryRun, undefined));
  const paused = await Promise.all(questions.slice(16));
  expect(answers).toHaveLength(16);
  for (const pause of paused) pause?.(() => {});
  expect(waits.map(({ at }) => at.getTime() - now.getTime())).toEqual(Array.from({ length: 24 }, () => 1_500));
  for (const { resolve } of answers.slice(0, 3)) resolve({ kind: 'not-found' });
  await Promise.all(questions.slice(0, 3));
  for (let more = 0; more < 5; more += 1) void ask({ event: {} } as DeliveryRun, undefined);
  expect(answers).toHaveLength(19);
});
