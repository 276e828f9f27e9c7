import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { Field, IssueRoom } from '../forms/Field.tsx';
import type { ByField } from '../forms/issues.ts';
import { graphql } from '../generated/gql.ts';
import type { UsualRemindersQuery as Answer } from '../generated/graphql.ts';
import { text } from '../language/text.ts';
import { chosenPresets, type OwnReminders, PRESETS } from './own-reminders.ts';
import { beforeWords, channelWords } from './words.ts';

const UsualReminders = graphql(`
  query UsualReminders {
    installation {
      reminders {
        before
        email
        sms
      }
    }
  }
`);

interface Draft extends OwnReminders {
  readonly byEmail: boolean;
  readonly bySms: boolean;
}

/** When the customer is reminded: as usual here, never, or as they choose. */
export function ReminderFields({
  draft,
  byField,
  edit,
}: {
  draft: Draft;
  byField: ByField;
  edit: (part: Partial<OwnReminders>) => void;
}) {
  const [{ data }] = useQuery({ query: textOf(UsualReminders) });
  const usual = data?.installation.reminders ?? null;
  const hasNone = usual?.length === 0;
  const choices = [
    { value: 'usual', label: hasNone ? text('reminders.none') : usualWords(usual, draft) },
    ...(hasNone ? [] : [{ value: 'none', label: text('reminders.none') } as const]),
    { value: 'own', label: text('reminders.others') },
  ] as const;
  const chosen = chosenPresets(draft.remindBefore);
  return (
    <fieldset className="form" aria-describedby={byField.reminders && 'reminders-issue'}>
      <legend>{text('reminders')}</legend>
      <div className="choices">
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input
              type="radio"
              name="reminders"
              checked={draft.reminders === value || (hasNone && value === 'usual' && draft.reminders === 'none')}
              onChange={() => edit({ reminders: value })}
            />
            {label}
          </label>
        ))}
      </div>
      {draft.reminders === 'own' && (
        <div className="choices">
          {PRESETS.map((preset) => (
            <label key={preset}>
              <input
                type="checkbox"
                name="remindBefore"
                checked={chosen.includes(preset)}
                aria-invalid={byField.reminders !== undefined}
                onChange={({ target }) => {
                  const others = chosen.filter((one) => one !== preset);
                  edit({ remindBefore: (target.checked ? [...others, preset] : others).join(' ') });
                }}
              />
              {beforeWords(preset)}
            </label>
          ))}
        </div>
      )}
      <IssueRoom id="reminders" issue={byField.reminders} />
      {draft.reminders === 'own' && <OtherReminder draft={draft} issue={byField.otherReminder} edit={edit} />}
    </fieldset>
  );
}

const UNITS = ['M', 'H', 'D'] as const;

function OtherReminder({
  draft,
  issue,
  edit,
}: {
  draft: OwnReminders;
  issue: string | undefined;
  edit: (part: Partial<OwnReminders>) => void;
}) {
  return (
    <Field id="otherReminder" label={text('reminders.another')} issue={issue}>
      {(control) => (
        <div className="phone amount">
          <input
            {...control}
            type="number"
            min={1}
            value={draft.otherReminder}
            onChange={({ target }) => edit({ otherReminder: target.value })}
          />
          <select
            aria-label={text('reminders.unit')}
            name="otherUnit"
            value={draft.otherUnit}
            onChange={({ target }) => {
              const chosen = UNITS.find((unit) => unit === target.value);
              if (chosen) edit({ otherUnit: chosen });
            }}
          >
            {UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {text(`reminders.unit${unit}`)}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}

/** What this installation does, by the chosen channels; without an answer only that it does something. */
function usualWords(
  rules: Answer['installation']['reminders'] | null,
  { byEmail, bySms }: Pick<Draft, 'byEmail' | 'bySms'>,
): string {
  if (rules === null) return text('reminders.usual');
  const words = rules.flatMap(({ before, email, sms }) => {
    const by = channelWords({ email: email && byEmail, sms: sms && bySms });
    return by === '' ? [] : [`${beforeWords(before)} ${by}`];
  });
  return words.length === 0 ? text('reminders.usualNone') : text('reminders.usualList', { list: words.join(', ') });
}
