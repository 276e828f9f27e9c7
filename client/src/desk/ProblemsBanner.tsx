import { Moment } from '../appointments/Moment.tsx';
import { hrefOf } from '../routing/route.ts';
import type { KnownProblems } from './use-problems.ts';
import { problemSentence } from './words.ts';

/** Shows what keeps deliveries waiting now. Says so when its answer is old. */
export function ProblemsBanner({ known }: { known: KnownProblems | null }) {
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
