import { Field, IssueRoom } from '../forms/Field.tsx';
import type { ByField } from '../forms/issues.ts';
import { text } from '../language/text.ts';
import { formatIn, zoneName } from '../time/format.ts';
import { type Choice, readLocalTime } from '../time/local-time.ts';
import { TimeZoneOptions } from '../time/TimeZoneOptions.tsx';
import { knownOwnTimeZone } from '../time/zones.ts';
import type { Draft } from './draft.ts';

type TimeDraft = Pick<Draft, 'when' | 'occurrence' | 'timeZone' | 'durationMinutes'>;

interface TimeFieldsProps {
  readonly draft: TimeDraft;
  readonly byField: ByField;
  readonly edit: (part: Partial<TimeDraft>) => void;
}

/** When, how long and in which time zone; and which of two times it is where the clocks show it twice, or skip it. */
export function TimeFields({ draft, byField, edit }: TimeFieldsProps) {
  const isGuessed = knownOwnTimeZone() === null && draft.timeZone === 'UTC';
  return (
    <>
      <Field
        id="when"
        label={text('book.when')}
        hint={text('book.whenHint', { zone: draft.timeZone })}
        issue={byField.when}
      >
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
      <div aria-live="polite">
        <WhichTime draft={draft} byField={byField} edit={edit} />
      </div>
      <div className="columns">
        <Field id="durationMinutes" label={text('book.minutes')} issue={byField.durationMinutes}>
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
        <Field
          id="timeZone"
          label={text('book.zone')}
          hint={isGuessed ? text('book.zoneHint') : undefined}
          issue={byField.timeZone}
        >
          {(control) => (
            <select {...control} value={draft.timeZone} onChange={(event) => edit({ timeZone: event.target.value })}>
              <TimeZoneOptions chosen={draft.timeZone} />
            </select>
          )}
        </Field>
      </div>
    </>
  );
}

function WhichTime({ draft, byField, edit }: TimeFieldsProps) {
  const { when, timeZone, occurrence } = draft;
  const reading = readLocalTime(when, timeZone);
  if (reading.kind !== 'repeated' && reading.kind !== 'skipped') return null;
  const nameOf = ({ local, time }: Choice) =>
    `${formatIn('UTC', `${local}Z`, 'clock')} ${zoneName(timeZone, new Date(time))}`;
  if (reading.kind === 'skipped') {
    return (
      <div className="which">
        <p>{text('book.skipped')}</p>
        <div className="actions">
          {reading.choices.map((choice) => (
            <button
              key={choice.local}
              type="button"
              className="plain"
              onClick={({ currentTarget }) => {
                currentTarget.form?.querySelector<HTMLElement>('#when')?.focus(); // this button goes
                edit({ when: choice.local });
              }}
            >
              {nameOf(choice)}
            </button>
          ))}
        </div>
      </div>
    );
  }
  const [first, second] = reading.choices;
  return (
    <div
      className="which"
      role="radiogroup"
      aria-labelledby="occurrence"
      aria-invalid={byField.occurrence !== undefined}
      aria-describedby={byField.occurrence && 'occurrence-issue'}
    >
      <p id="occurrence">{text('book.repeated')}</p>
      <div className="choices">
        {(['first', 'second'] as const).map((which) => (
          <label key={which}>
            <input
              type="radio"
              name="occurrence"
              checked={occurrence === which}
              onChange={() => edit({ occurrence: which })}
            />
            {text(`book.${which}`, { time: nameOf(which === 'first' ? first : second) })}
          </label>
        ))}
      </div>
      <IssueRoom id="occurrence" issue={byField.occurrence} />
    </div>
  );
}
