import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { When } from '../appointments/When.tsx';
import type { Refusal } from '../book/use-draft-form.ts';
import { Field, focusFirstInvalid } from '../forms/Field.tsx';
import { sortIssues } from '../forms/issues.ts';
import { typedText } from '../forms/typed-text.ts';
import { rich } from '../language/rich.ts';
import { text } from '../language/text.ts';
import { ChangedMeanwhile } from './ChangedMeanwhile.tsx';
import { useChangeKeys } from './change-keys.ts';
import { CancelMutation } from './documents.ts';
import type { FormProps } from './form-props.ts';
import { notifyOf } from './move.ts';
import { NotifyFields } from './NotifyFields.tsx';
import { sendChange } from './send-change.ts';

/** Asks once more, and cancels an appointment; with the reason, where one is given. */
export function CancelForm({ appointment, viewer, refresh, close, done }: FormProps) {
  const calls = useClient();
  const keys = useChangeKeys();
  const [base, setBase] = useState(appointment);
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState({ byEmail: base.notify.email, bySms: base.notify.sms });
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { byField, others } = sortIssues(refusal?.issues ?? []);
  const isStaff = viewer.role === 'staff';
  useEffect(() => {
    if (refusal !== null) focusFirstInvalid(form.current);
  }, [refusal]);

  async function cancel() {
    if (isSending) return;
    setSending(true);
    const input = {
      id: base.id,
      reason: typedText(reason) || null,
      notify: notifyOf(chosen, base),
      expectedSequence: base.sequence,
    };
    const refused = await sendChange(calls, textOf(CancelMutation), input, { keys, refresh });
    setSending(false);
    setRefusal(refused);
    if (refused === null) done(text('change.cancelled'));
  }

  function goOn() {
    setBase(appointment);
    setRefusal(null);
    form.current?.querySelector<HTMLElement>('#reason')?.focus(); // the button that was pressed goes
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void cancel();
  }

  return (
    <form ref={form} className="form" noValidate onSubmit={submit}>
      <p>
        {rich('change.undone', {
          title: <bdi>{base.title ?? text('appointment')}</bdi>,
          time: <When time={base.time} timeZone={base.timeZone} style="page" />,
        })}
      </p>
      <ChangedMeanwhile base={base} appointment={appointment} goOn={goOn} />
      <Field
        id="reason"
        label={text('change.why')}
        hint={isStaff ? text('change.whyHint') : undefined}
        issue={byField.reason}
      >
        {(control) => (
          <textarea
            {...control}
            rows={2}
            value={reason}
            onChange={({ target }) => {
              setReason(target.value);
              setRefusal(null);
            }}
          />
        )}
      </Field>
      <NotifyFields
        legend={text(isStaff ? 'change.sendCustomer' : 'change.sendMe')}
        booked={base.notify}
        chosen={chosen}
        issue={byField.channels}
        edit={(part) => {
          setChosen({ ...chosen, ...part });
          setRefusal(null);
        }}
      />
      <div className="actions">
        <button type="submit" className="danger" aria-disabled={isSending}>
          {text(isSending ? 'change.cancelling' : 'change.cancel')}
        </button>
        <button type="button" className="plain" onClick={close}>
          {text('change.keep')}
        </button>
      </div>
      <div role="alert">
        {refusal !== null && <p className="notice bad">{[refusal.message, ...others].join(' ')}</p>}
      </div>
    </form>
  );
}
