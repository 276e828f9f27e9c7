import { useEffect, useRef } from 'react';
import { useAnnounce } from '../announcing/Announcing.tsx';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { hrefOf } from '../routing/route.ts';
import { openItems, tallyOf, tallySentence } from './bulk-retry.ts';
import { MOST_IDS } from './filter.ts';
import { Refusals } from './Refusals.tsx';
import type { BulkRetry } from './use-bulk-retry.ts';
import { refusalOf } from './words.ts';

/** What became of those that were sent again: counted as it goes on, with a way to see each. */
export function BulkOutcome({ bulk: { run, progress, problem, resume, close } }: { bulk: BulkRetry }) {
  const announce = useAnnounce();
  const tally = run === null ? null : tallyOf(run);
  const sentence = progress !== null || tally === null ? '' : tallySentence(tally);
  const said = useRef('');
  useEffect(() => {
    if (sentence !== '' && sentence !== said.current) announce(new Map([['bulk', sentence]]));
    said.current = sentence;
  }, [announce, sentence]);
  if (run === null || tally === null) return null;
  const failed = tally.stages.find(({ status }) => status === 'FAILED')?.ids ?? [];
  const all = tally.stages.flatMap(({ ids }) => ids);
  const left = openItems(run).length;
  const isBad = failed.length > 0 || tally.refused.length > 0 || problem !== null;
  return (
    <div className={isBad ? 'notice warn' : 'notice'} data-outcome="retry">
      {progress !== null && (
        <p>
          <label>
            Sending again, {progress.done} of {progress.total} <progress value={progress.done} max={progress.total} />
          </label>
        </p>
      )}
      {(progress === null || tally.sent > 0) && <p>{tallySentence(tally)}</p>}
      <p className="actions">
        {failed.length > 0 && <Show ids={failed} name={`Show ${failed.length} failed again`} />}
        {all.length > 0 && <Show ids={all} name={`Show all ${all.length}`} />}
        <button type="button" className="plain" onClick={close}>
          Close
        </button>
      </p>
      <Refusals refused={tally.refused.map(({ id, name, refused }) => ({ id, name, why: refusalOf(refused ?? '') }))} />
      {problem !== null && (
        <>
          <p>{left === 1 ? 'One was not sent yet.' : `${left} were not sent yet.`}</p>
          <ProblemNotice problem={{ ...problem, retryable: true }} retry={resume} />
        </>
      )}
    </div>
  );
}

/** Leads to some deliveries by their ids, to the first `MOST_IDS` of more. */
function Show({ ids, name }: { ids: readonly string[]; name: string }) {
  const first = ids.slice(0, MOST_IDS);
  const search = `ids=${first.join(',')}`;
  return (
    <a href={hrefOf({ page: 'deliveries', search })}>
      {first.length < ids.length ? `Show the first ${first.length} of ${ids.length}` : name}
    </a>
  );
}
