import { type FocusEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { PhoneField } from '../contact/PhoneField.tsx';
import { loadReader, usePhoneNumbers } from '../contact/use-phone-numbers.ts';
import { Heading } from '../routing/Heading.tsx';
import { book } from './book.ts';
import { checkDraft, type Draft } from './draft.ts';
import type { Drafts } from './drafts.ts';
import { Field } from './Field.tsx';
import { type Field as FieldName, type SortedIssues, sortIssues } from './issues.ts';
import { fieldsOf, issuesNow, type Touched } from './live-issues.ts';
import { timeZones } from './local-time.ts';

/** The form's phase: being filled in, being sent, or refused with issues. */
type Phase =
  | { readonly kind: 'filling' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'refused'; readonly message: string; readonly issues: SortedIssues };

const NO_ISSUES = sortIssues([]);
const ZONES = timeZones();

/** Books an appointment. What was typed stays through errors, reloads and a session that ends, until it is booked. */
export function BookAppointment({
  drafts,
  onBooked,
}: {
  drafts: Drafts;
  onBooked: (id: string, cursor: string) => void;
}) {
  const calls = useClient();
  const [draft, setDraft] = useState(drafts.load);
  const [phase, setPhase] = useState<Phase>({ kind: 'filling' });
  const form = useRef<HTMLFormElement>(null);
  const [touched, setTouched] = useState<Touched>({});
  const answered = phase.kind === 'refused' ? phase.issues : NO_ISSUES;
  const reader = usePhoneNumbers(draft.bySms);
  const byField = issuesNow(answered.byField, touched, draft, new Date(), reader);

  useEffect(() => {
    if (phase.kind === 'refused') form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [phase]);

  function edit(part: Partial<Draft>) {
    const next = { ...draft, ...part };
    setDraft(next);
    drafts.save(next);
    touch(Object.keys(part).flatMap(fieldsOf), 'typing');
  }

  function leave({ target }: FocusEvent<HTMLFormElement>) {
    touch(
      fieldsOf(target.name).filter((field) => touched[field] === 'typing'),
      'left',
    );
  }

  function touch(fields: readonly FieldName[], how: 'typing' | 'left') {
    // A choice is complete at once, so it counts as left.
    const entries = fields.map((field) => [field, field === 'channels' ? 'left' : how]);
    setTouched((before) => ({ ...before, ...Object.fromEntries(entries) }));
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (phase.kind === 'sending') return;
    setTouched({});
    const checked = checkDraft(draft, navigator.language, draft.bySms ? (reader ?? (await loadReader(calls))) : null);
    if (checked.kind === 'issues') {
      return setPhase({
        kind: 'refused',
        message: 'Some of this needs another look.',
        issues: sortIssues(checked.issues),
      });
    }
    setPhase({ kind: 'sending' });
    const outcome = await book(calls, checked.input, drafts.keyFor(checked.input));
    if (outcome.kind === 'booked') {
      drafts.clear();
      return onBooked(outcome.id, outcome.feedCursor);
    }
    const { message, issues } = outcome.problem;
    setPhase({ kind: 'refused', message, issues: sortIssues(issues) });
  }

  return (
    <main className="page narrow">
      <Heading>Book an appointment</Heading>
      <form ref={form} className="card stack" noValidate onSubmit={submit} onBlur={leave}>
        <div role="alert">
          {phase.kind === 'refused' && <p className="notice bad">{[phase.message, ...answered.others].join(' ')}</p>}
        </div>
        <Field name="title" label="What is it for?" issue={byField.title}>
          {(control) => (
            <input
              {...control}
              value={draft.title}
              placeholder="Dental check-up"
              onChange={(event) => edit({ title: event.target.value })}
            />
          )}
        </Field>
        <Field name="location" label="Where?" issue={byField.location}>
          {(control) => (
            <input {...control} value={draft.location} onChange={(event) => edit({ location: event.target.value })} />
          )}
        </Field>
        <div className="columns">
          <Field name="when" label="When?" hint={`Time in ${draft.timeZone}`} issue={byField.when}>
            {(control) => (
              <input
                {...control}
                type="datetime-local"
                required
                value={draft.when}
                onChange={(event) => edit({ when: event.target.value })}
              />
            )}
          </Field>
          <Field name="durationMinutes" label="How many minutes?" issue={byField.durationMinutes}>
            {(control) => (
              <input
                {...control}
                type="number"
                min={1}
                max={1440}
                value={draft.durationMinutes}
                onChange={(event) => edit({ durationMinutes: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field name="timeZone" label="Time zone" issue={byField.timeZone}>
          {(control) => (
            <select {...control} value={draft.timeZone} onChange={(event) => edit({ timeZone: event.target.value })}>
              {ZONES.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Field>
        <fieldset aria-describedby={byField.channels && 'channels-issue'}>
          <legend>Send the confirmation</legend>
          <div className="choices">
            <label>
              <input
                type="checkbox"
                checked={draft.byEmail}
                aria-invalid={byField.channels !== undefined}
                onChange={(event) => edit({ byEmail: event.target.checked })}
              />
              by e-mail
            </label>
            <label>
              <input
                type="checkbox"
                checked={draft.bySms}
                onChange={(event) => edit({ bySms: event.target.checked })}
              />
              by text message
            </label>
          </div>
          {byField.channels && (
            <p className="issue" id="channels-issue">
              {byField.channels}
            </p>
          )}
          {draft.byEmail && (
            <Field name="email" label="E-mail address" issue={byField.email}>
              {(control) => (
                <input
                  {...control}
                  type="email"
                  autoComplete="email"
                  value={draft.email}
                  onChange={(event) => edit({ email: event.target.value })}
                />
              )}
            </Field>
          )}
          {draft.bySms && (
            <Field
              name="phone"
              label="Phone number"
              hint="As you write it, or with a plus sign and the country code"
              issue={byField.phone}
            >
              {(control) => (
                <PhoneField {...{ control, reader }} phone={draft.phone} country={draft.country} onChange={edit} />
              )}
            </Field>
          )}
        </fieldset>
        <button type="submit" aria-disabled={phase.kind === 'sending'}>
          {phase.kind === 'sending' ? 'Booking…' : 'Book'}
        </button>
      </form>
    </main>
  );
}
