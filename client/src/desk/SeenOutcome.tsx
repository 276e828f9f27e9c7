import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { Refusals } from './Refusals.tsx';
import type { BulkSeen } from './use-bulk-seen.ts';

/** What became of those that were marked as seen to. */
export function SeenOutcome({ seen: { run, isRunning, resume, close } }: { seen: BulkSeen }) {
  if (run === null) return null;
  const { marked, refused, left, problem } = run;
  const done = marked.length + refused.length;
  return (
    <div className={refused.length > 0 || problem !== null ? 'notice warn' : 'notice'} data-outcome="seen">
      {isRunning && (
        <p>
          <label>
            Marking as seen to, {done} of {done + left.length} <progress value={done} max={done + left.length} />
          </label>
        </p>
      )}
      {!isRunning && (
        <p role="status">
          {marked.length} marked as seen to{left.length > 0 && `, ${left.length} not yet`}.
        </p>
      )}
      <Refusals refused={refused} />
      {problem !== null && <ProblemNotice problem={{ ...problem, retryable: true }} retry={resume} />}
      <p>
        <button type="button" className="plain" onClick={close}>
          Close
        </button>
      </p>
    </div>
  );
}
