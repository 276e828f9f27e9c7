import { sortIssues } from '../forms/issues.ts';
import { text } from '../language/text.ts';
import type { Problem } from './problem.ts';

/** Shows what went wrong, with all that is known of it, and offers to try again where that may help. */
export function ProblemNotice({ problem, retry }: { problem: Problem; retry?: (() => void) | undefined }) {
  const { byField, others } = sortIssues(problem.issues);
  return (
    <div className="notice bad" role="alert">
      <p>{[problem.message, ...Object.values(byField), ...others].join(' ')}</p>
      {retry !== undefined && problem.retryable && (
        <button type="button" className="plain" onClick={retry}>
          {text('tryAgain')}
        </button>
      )}
    </div>
  );
}
