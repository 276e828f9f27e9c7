import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import type { DeskTotalsQuery } from '../generated/graphql.ts';
import type { Statistics } from './chart.ts';
import { StatisticsDocument, TotalsDocument } from './documents.ts';
import { type Division, divide, type Shown } from './period.ts';

/** What is known of a period. */
export interface Known {
  readonly statistics: Statistics;
  readonly totals: DeskTotalsQuery;
  readonly division: Division;
  readonly at: string;
}

/** How often the numbers are queried again. */
const EVERY_MS = 15_000;

/** Statistics and totals of a period, again and again while the page is seen. */
export function useStatistics(shown: Shown) {
  const calls = useClient();
  const [known, setKnown] = useState<Known | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn asks again
  useEffect(() => {
    let isOver = false;
    async function ask() {
      if (document.hidden) return;
      const now = new Date();
      const division = divide(shown, now);
      const { since, until, bucket, before } = division;
      const fresh = { requestPolicy: 'network-only' } as const;
      const [statistics, totals] = await Promise.all([
        calls.query(textOf(StatisticsDocument), { since, until, bucket, zone: shown.zone }, fresh).toPromise(),
        calls
          .query(textOf(TotalsDocument), { since, until, beforeSince: before.since, beforeUntil: before.until }, fresh)
          .toPromise(),
      ]);
      if (isOver) return;
      const error = statistics.error ?? totals.error;
      setProblem(error === undefined ? null : problemOf(error));
      if (statistics.data && totals.data) {
        setKnown({ statistics: statistics.data, totals: totals.data, division, at: now.toISOString() });
      }
    }
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [calls, shown, turn]);
  return { known, problem, ask: () => setTurn(turn + 1) };
}
