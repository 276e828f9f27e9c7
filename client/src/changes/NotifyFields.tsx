import { IssueRoom } from '../forms/Field.tsx';
import { text } from '../language/text.ts';
import type { Changeable } from './changeable.ts';

interface ByChannel {
  readonly byEmail: boolean;
  readonly bySms: boolean;
}

const CHANNELS = [
  { name: 'byEmail', channel: 'email', label: 'by.EMAIL' },
  { name: 'bySms', channel: 'sms', label: 'by.SMS' },
] as const;

/** Which of the booked channels get a message of the change. */
export function NotifyFields({
  legend,
  booked,
  chosen,
  issue,
  edit,
}: {
  legend: string;
  booked: Changeable['notify'];
  chosen: ByChannel;
  issue: string | undefined;
  edit: (part: Partial<ByChannel>) => void;
}) {
  const isNone = CHANNELS.every(({ name, channel }) => !booked[channel] || !chosen[name]);
  return (
    <fieldset className="form" aria-describedby={issue === undefined ? 'channels-hint' : 'channels-issue'}>
      <legend>{legend}</legend>
      <div className="choices">
        {CHANNELS.filter(({ channel }) => booked[channel]).map(({ name, label }) => (
          <label key={name}>
            <input
              type="checkbox"
              name={name}
              checked={chosen[name]}
              aria-invalid={issue !== undefined}
              onChange={({ target }) => edit({ [name]: target.checked })}
            />
            {text(label)}
          </label>
        ))}
      </div>
      {issue === undefined ? (
        <p className="quiet issue-room" id="channels-hint">
          {isNone && text('change.noMessage')}
        </p>
      ) : (
        <IssueRoom id="channels" issue={issue} />
      )}
    </fieldset>
  );
}
