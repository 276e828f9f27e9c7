import { type FormEvent, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { type Problem, problemOf } from '../api/problem.ts';
import { loadReader, readTyped, usePhoneNumbers } from '../contact/use-phone-numbers.ts';
import type { Channel } from '../generated/graphql.ts';
import { RetryDocument } from './documents.ts';
import type { Outcome } from './OutcomeNotice.tsx';
import { refusalOf } from './words.ts';

/**
 * Sends a failed delivery again, to a corrected address where one is typed. What is wrong with it is shown there. The
 * outcome goes to `report`, because the form disappears when the delivery is no longer failed.
 */
export function RetryForm({
  id,
  channel,
  report,
}: {
  id: string;
  channel: Channel;
  report: (outcome: Outcome) => void;
}) {
  const calls = useClient();
  const [address, setAddress] = useState('');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const field = channel === 'EMAIL' ? 'email' : 'phone';
  const reader = usePhoneNumbers(channel === 'SMS');
  const [typedIssue, setTypedIssue] = useState<string>();
  const issue = typedIssue ?? problem?.issues.find(({ path }) => path.includes(field))?.message;

  async function retry() {
    if (isSending) return;
    const typed =
      channel === 'SMS' ? readTyped(address, '', reader ?? (await loadReader(calls))) : { email: address.trim() };
    const isCorrected = address.trim() !== '';
    setTypedIssue(isCorrected && 'issue' in typed ? typed.issue : undefined);
    if (isCorrected && 'issue' in typed) return;
    setSending(true);
    const corrected = isCorrected ? typed : {};
    const { error } = await calls.mutation(textOf(RetryDocument), { input: { id, ...corrected } }).toPromise();
    setSending(false);
    const refused = error === undefined ? null : problemOf(error);
    const isOver = refused?.code === 'CONFLICT' || refused?.code === 'NOT_FOUND';
    setProblem(isOver ? null : refused);
    if (refused === null) report({ kind: 'done', text: 'It is sent again.' });
    else if (isOver) report({ kind: 'refused', text: refusalOf(refused.code) });
    else report({ kind: 'in-doubt' }); // the answer may be all that was lost
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void retry();
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      <div className="field">
        <label htmlFor="corrected">{channel === 'EMAIL' ? 'Corrected e-mail address' : 'Corrected number'}</label>
        <input
          id="corrected"
          type={channel === 'EMAIL' ? 'email' : 'tel'}
          autoComplete="off"
          value={address}
          onChange={({ target }) => setAddress(target.value)}
          aria-invalid={issue !== undefined}
          aria-describedby={issue === undefined ? 'corrected-hint' : 'corrected-hint corrected-issue'}
        />
        <p className="quiet" id="corrected-hint">
          Leave it empty to send to where it failed.
        </p>
        {issue !== undefined && (
          <p className="issue" id="corrected-issue" role="alert">
            {issue}
          </p>
        )}
      </div>
      {problem !== null && issue === undefined && <ProblemNotice problem={problem} retry={retry} />}
      <div>
        <button type="submit" aria-disabled={isSending}>
          {isSending ? 'Sending again…' : 'Send again'}
        </button>
      </div>
    </form>
  );
}
