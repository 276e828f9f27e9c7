import { PhoneField } from '../contact/PhoneField.tsx';
import type { PhoneReader } from '../contact/use-phone-numbers.ts';
import { Field, IssueRoom } from '../forms/Field.tsx';
import type { ByField } from '../forms/issues.ts';
import { text } from '../language/text.ts';
import type { Draft } from './draft.ts';

/** How the confirmation is sent, and where it goes. */
export function ChannelFields({
  draft,
  byField,
  reader,
  edit,
  isOwn,
}: {
  draft: Draft;
  byField: ByField;
  reader: PhoneReader | null;
  edit: (part: Partial<Draft>) => void;
  /** Whether the person who types is who is reached. */
  isOwn: boolean;
}) {
  return (
    <fieldset className="form" aria-describedby={byField.channels && 'channels-issue'}>
      <legend>{text('book.send')}</legend>
      <div className="choices">
        <label>
          <input
            type="checkbox"
            name="byEmail"
            checked={draft.byEmail}
            aria-invalid={byField.channels !== undefined}
            onChange={(event) => edit({ byEmail: event.target.checked })}
          />
          {text('by.EMAIL')}
        </label>
        <label>
          <input
            type="checkbox"
            name="bySms"
            checked={draft.bySms}
            onChange={(event) => edit({ bySms: event.target.checked })}
          />
          {text('by.SMS')}
        </label>
      </div>
      <IssueRoom id="channels" issue={byField.channels} />
      {draft.byEmail && (
        <Field id="email" label={text('book.email')} issue={byField.email}>
          {(control) => (
            <input
              {...control}
              type="email"
              autoComplete={isOwn ? 'email' : 'off'}
              value={draft.email}
              onChange={(event) => edit({ email: event.target.value })}
            />
          )}
        </Field>
      )}
      {draft.bySms && (
        <Field id="phone" label={text('book.phone')} hint={text('book.phoneHint')} issue={byField.phone}>
          {(control) => (
            <PhoneField control={control} reader={reader} phone={draft.phone} country={draft.country} onChange={edit} />
          )}
        </Field>
      )}
    </fieldset>
  );
}
