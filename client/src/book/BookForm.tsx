import type { FormEvent, ReactNode } from 'react';
import { Field } from '../forms/Field.tsx';
import { text } from '../language/text.ts';
import { ReminderFields } from '../reminders/ReminderFields.tsx';
import { ChannelFields } from './ChannelFields.tsx';
import { TimeFields } from './TimeFields.tsx';
import type { AppointmentForm } from './use-appointment-form.ts';

/**
 * The form itself. What was refused is said below the button, so that the button stays where it is. `children` stand before its first
 * field; `isOwn`: the person books for themselves, so that the browser may fill in who they are.
 */
export function BookForm({
  state,
  nameLabel,
  isOwn,
  children,
}: {
  state: AppointmentForm;
  nameLabel: string;
  isOwn: boolean;
  children?: ReactNode;
}) {
  const { draft, phase, byField, form, edit, leave } = state;

  function submit(event: FormEvent) {
    event.preventDefault();
    void state.submit();
  }

  return (
    <form ref={form} className="card form" noValidate onSubmit={submit} onBlur={leave}>
      {children}
      <Field id="customerName" label={nameLabel} issue={byField.customerName}>
        {(control) => (
          <input
            {...control}
            autoComplete={isOwn ? 'name' : 'off'}
            value={draft.customerName}
            onChange={(event) => edit({ customerName: event.target.value })}
          />
        )}
      </Field>
      <Field id="title" label={text('book.title')} issue={byField.title}>
        {(control) => (
          <input
            {...control}
            value={draft.title}
            placeholder={text('book.titleExample')}
            onChange={(event) => edit({ title: event.target.value })}
          />
        )}
      </Field>
      <Field id="location" label={text('book.where')} issue={byField.location}>
        {(control) => (
          <input {...control} value={draft.location} onChange={(event) => edit({ location: event.target.value })} />
        )}
      </Field>
      <TimeFields draft={draft} byField={byField} edit={edit} />
      <ChannelFields draft={draft} byField={byField} reader={state.reader} edit={edit} isOwn={isOwn} />
      <ReminderFields draft={draft} byField={byField} edit={edit} />
      <div className="actions">
        <button type="submit" aria-disabled={phase.kind === 'sending'}>
          {text(phase.kind === 'sending' ? 'book.sending' : 'book.submit')}
        </button>
      </div>
      <div role="alert">{phase.kind === 'refused' && <p className="notice bad">{phase.message}</p>}</div>
    </form>
  );
}
