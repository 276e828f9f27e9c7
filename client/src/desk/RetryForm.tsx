import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { type Problem, problemOf } from '../api/problem.ts';
import { PhoneField } from '../contact/PhoneField.tsx';
import { readEmail } from '../contact/read-email.ts';
import { loadReader, readTyped, usePhoneNumbers } from '../contact/use-phone-numbers.ts';
import { Field, focusFirstInvalid } from '../forms/Field.tsx';
import { sortIssues } from '../forms/issues.ts';
import { type FieldIssue, wordsFor } from '../forms/words.ts';
import type { Channel } from '../generated/graphql.ts';
import { RetryDocument } from './documents.ts';
import { isWrongAddress, keptWords } from './kept-words.ts';
import type { Outcome } from './OutcomeNotice.tsx';

/**
 * Sends a failed delivery again, to a corrected address where one is typed, which may hold for the whole appointment. What is wrong with it is shown there. The
 * outcome goes to `report`, because the form disappears when the delivery is no longer failed.
 */
export function RetryForm({
  id,
  channel,
  recipient,
  isOurs,
  failure,
  report,
  action = 'Send again',
}: {
  id: string;
  channel: Channel;
  recipient: string | null;
  /** Whether we hold the appointment: another system knows the address of its own. */
  isOurs: boolean;
  /** The code of why it failed. */
  failure: string | null;
  report: (outcome: Outcome) => void;
  /** What its button says. */
  action?: string;
}) {
  const calls = useClient();
  const [address, setAddress] = useState('');
  const [country, setCountry] = useState('');
  const [keeps, setKeeps] = useState(isWrongAddress(failure));
  const form = useRef<HTMLFormElement>(null);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const field = channel === 'EMAIL' ? 'email' : 'phone';
  const reader = usePhoneNumbers(channel === 'SMS');
  // a correction is of the same country, most often
  const ofCountry = country === '' && recipient !== null ? (reader?.countryOf(recipient) ?? '') : country;
  const [typedIssue, setTypedIssue] = useState<Omit<FieldIssue, 'field'> | null>(null);
  const answered = sortIssues(problem?.issues ?? []).byField[field];
  const issue = typedIssue === null ? answered : wordsFor(field, typedIssue.code, typedIssue.meant);
  useEffect(() => {
    if (typedIssue !== null || problem !== null) focusFirstInvalid(form.current);
  }, [typedIssue, problem]);

  function type(part: { phone?: string; email?: string; country?: string }) {
    setTypedIssue(null);
    setProblem(null);
    setAddress(part.phone ?? part.email ?? address);
    setCountry(part.country ?? country);
  }

  async function retry() {
    if (isSending) return;
    setSending(true);
    const typed = address.trim() === '' ? null : await read();
    if (typed !== null && 'code' in typed) {
      setSending(false);
      return setTypedIssue(typed);
    }
    const keepForAppointment = isOurs && keeps && typed !== null;
    const input = { id, ...typed, ...(keepForAppointment && { keepForAppointment }) };
    const { data, error } = await calls.mutation(textOf(RetryDocument), { input }).toPromise();
    setSending(false);
    const refused = error === undefined ? null : problemOf(error);
    const isOver = refused?.code === 'CONFLICT' || refused?.code === 'NOT_FOUND';
    setProblem(isOver ? null : refused);
    if (refused === null) {
      const appointment = keepForAppointment ? data?.retryDelivery.delivery.appointment : null;
      report({
        kind: 'done',
        text: ['It is sent again.', appointment && keptWords(appointment, channel)].filter(Boolean).join(' '),
      });
    } else if (isOver) report({ kind: 'refused', text: refused.message });
    else report({ kind: 'in-doubt' }); // the answer may be all that was lost
  }

  async function read() {
    return channel === 'EMAIL'
      ? readEmail(address)
      : readTyped(address, ofCountry, reader ?? (await loadReader(calls)));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void retry();
  }

  return (
    <form ref={form} className="form" noValidate onSubmit={submit}>
      <Field
        id="corrected"
        label={channel === 'EMAIL' ? 'Corrected e-mail address' : 'Corrected number'}
        hint={`Leave it empty to send to ${recipient ?? 'where it failed'} again.`}
        issue={issue}
      >
        {(control) =>
          channel === 'EMAIL' ? (
            <input
              {...control}
              type="email"
              autoComplete="off"
              value={address}
              onChange={({ target }) => type({ email: target.value })}
            />
          ) : (
            <PhoneField control={control} reader={reader} phone={address} country={ofCountry} onChange={type} />
          )
        }
      </Field>
      {isOurs && (
        <div className="choices">
          <label>
            <input
              type="checkbox"
              name="keepForAppointment"
              checked={keeps}
              onChange={({ target }) => setKeeps(target.checked)}
            />
            Use it for the other messages of this appointment
          </label>
        </div>
      )}
      <div>
        <button type="submit" aria-disabled={isSending} data-action="retry">
          {isSending ? 'Sending again…' : action}
        </button>
      </div>
      {problem !== null && issue === undefined && <ProblemNotice problem={problem} retry={retry} />}
    </form>
  );
}
