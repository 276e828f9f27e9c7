import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import type { DeskProblemsQuery } from '../generated/graphql.ts';
import { ProblemsDocument } from './documents.ts';

/** How often the problems are queried. */
const EVERY_MS = 10_000;

/** What is known of problems: since when, and whether the last question was answered. */
export interface KnownProblems {
  readonly problems: DeskProblemsQuery['problems'];
  readonly at: string;
  readonly isStale: boolean;
}

/** What keeps deliveries waiting now, queried again and again while the page is visible; null before the first answer. */
export function useProblems(): KnownProblems | null {
  const calls = useClient();
  const [known, setKnown] = useState<KnownProblems | null>(null);
  useEffect(() => {
    let isOver = false;
    async function ask() {
      if (document.hidden) return;
      const { data } = await calls.query(textOf(ProblemsDocument), {}, { requestPolicy: 'network-only' }).toPromise();
      if (isOver) return;
      const at = new Date().toISOString();
      if (data) setKnown({ problems: data.problems, at, isStale: false });
      else setKnown((before) => ({ problems: before?.problems ?? [], at: before?.at ?? at, isStale: true }));
    }
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    window.addEventListener('online', ask);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
      window.removeEventListener('online', ask);
    };
  }, [calls]);
  return known;
}
