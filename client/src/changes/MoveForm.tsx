import { type FormEvent, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { problemFor } from '../api/problem.ts';
import type { Draft } from '../book/draft.ts';
import { TimeFields } from '../book/TimeFields.tsx';
import { type Refusal, useDraftForm } from '../book/use-draft-form.ts';
import { Field } from '../forms/Field.tsx';
import { text } from '../language/text.ts';
import { ChangedMeanwhile } from './ChangedMeanwhile.tsx';
import { useChangeKeys } from './change-keys.ts';
import { RescheduleMutation } from './documents.ts';
import type { FormProps } from './form-props.ts';
import { checkMove, draftOf, mergeDraft } from './move.ts';
import { NotifyFields } from './NotifyFields.tsx';
import { sendChange } from './send-change.ts';

/** Moves an appointment, or changes what it is and where. What others changed meanwhile is shown, and what was typed stays. */
export function MoveForm({ appointment, viewer, refresh, close, done }: FormProps) {
  const calls = useClient();
  const keys = useChangeKeys();
  const [base, setBase] = useState(appointment);
  const form = useDraftForm({
    load: () => draftOf(appointment),
    save: () => {},
    issuesOf: (draft) => checkMove(draft, base, new Date()).issues,
    send,
  });
  const { draft, phase, byField, edit } = form;

  async function send(typed: Draft): Promise<Refusal | null> {
    const { input, isSame } = checkMove(typed, base, new Date());
    if (input === null) return { message: problemFor('BAD_USER_INPUT').message, issues: null };
    if (isSame) return { message: text('change.nothing'), issues: null };
    const refusal = await sendChange(calls, textOf(RescheduleMutation), input, { keys, refresh });
    if (refusal === null) done(text('change.changed'));
    return refusal;
  }

  function goOn() {
    form.replace(mergeDraft(draft, base, appointment));
    setBase(appointment);
    form.form.current?.querySelector<HTMLElement>('#when')?.focus(); // the button that was pressed goes
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void form.submit();
  }

  return (
    <form ref={form.form} className="form" noValidate onSubmit={submit} onBlur={form.leave}>
      <ChangedMeanwhile base={base} appointment={appointment} goOn={goOn} />
      <TimeFields draft={draft} byField={byField} edit={edit} />
      <Field id="title" label={text('book.title')} issue={byField.title}>
        {(control) => (
          <input {...control} value={draft.title} onChange={({ target }) => edit({ title: target.value })} />
        )}
      </Field>
      <Field id="location" label={text('book.where')} issue={byField.location}>
        {(control) => (
          <input {...control} value={draft.location} onChange={({ target }) => edit({ location: target.value })} />
        )}
      </Field>
      <NotifyFields
        legend={text(viewer.role === 'staff' ? 'change.sendCustomerChange' : 'change.sendMeChange')}
        booked={base.notify}
        chosen={draft}
        issue={byField.channels}
        edit={edit}
      />
      <div className="actions">
        <button type="submit" aria-disabled={phase.kind === 'sending'}>
          {text(phase.kind === 'sending' ? 'change.saving' : 'change.save')}
        </button>
        <button type="button" className="plain" onClick={close}>
          {text('change.leave')}
        </button>
      </div>
      <div role="alert">{phase.kind === 'refused' && <p className="notice bad">{phase.message}</p>}</div>
    </form>
  );
}
