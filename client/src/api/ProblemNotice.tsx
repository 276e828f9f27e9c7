import type { Problem } from './problem.ts';

/** Shows what went wrong, and offers to try again where that may help. */
export function ProblemNotice({ problem, retry }: { problem: Problem; retry?: (() => void) | undefined }) {
  return (
    <div className="notice bad" role="alert">
      <p>{problem.message}</p>
      {retry !== undefined && problem.retryable && (
        <button type="button" className="plain" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
