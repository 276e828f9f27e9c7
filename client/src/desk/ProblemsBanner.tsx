import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { Moment } from '../appointments/Moment.tsx';
import type { DeskProblemsQuery } from '../generated/graphql.ts';
import { hrefOf } from '../routing/route.ts';
import { ProblemsDocument } from './documents.ts';
import { problemSentence } from './words.ts';

/** How often the problems are queried. */
const EVERY_MS = 10_000;

/** What is known of problems: since when, and whether the last question was answered. */
interface Known {
  readonly problems: DeskProblemsQuery['problems'];
  readonly at: string;
  readonly isStale: boolean;
}

/** Shows what keeps deliveries waiting now, and queries again while the page is visible. Says so when its answer is old. */
export function ProblemsBanner() {
  const known = useProblems();
  return (
    <div role="status" className="problems">
      {known?.isStale && (
        <p className="notice warn">
          Whether anything keeps deliveries waiting could not be asked since <Moment at={known.at} />.
        </p>
      )}
      {known?.problems.map(({ channel, code, waiting, since }) => (
        <p className="notice warn" key={`${channel} ${code}`}>
          {problemSentence(channel, code, waiting)} The oldest since <Moment at={since} />.{' '}
          <a href={hrefOf({ page: 'deliveries', search: searchFor(channel, code) })}>Show them</a>
        </p>
      ))}
    </div>
  );
}

function searchFor(channel: string, code: string): string {
  return code === 'NOT_PICKED_UP'
    ? `status=QUEUED&channel=${channel}`
    : `status=RETRYING&channel=${channel}&error=${code}`;
}

function useProblems(): Known | null {
  const calls = useClient();
  const [known, setKnown] = useState<Known | null>(null);
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
