import { isLast, LAST, LASTS, type TimeRange } from './time-range.ts';

/** Chooses a range of time: all of it, back from now, or between two instants in the reader's own time. */
export function RangeChoice({ range, change }: { range: TimeRange; change: (range: TimeRange) => void }) {
  const between = range.kind === 'between' ? range : null;

  function choose(value: string) {
    if (isLast(value)) change({ kind: 'last', last: value });
    else if (value === 'between') change({ kind: 'between', since: startOfToday(), until: null });
    else change({ kind: 'any' });
  }

  return (
    <>
      <label className="field">
        Booked
        <select value={range.kind === 'last' ? range.last : range.kind} onChange={({ target }) => choose(target.value)}>
          <option value="any">Any time</option>
          {LASTS.map((last) => (
            <option key={last} value={last}>
              {LAST[last].name}
            </option>
          ))}
          <option value="between">Between…</option>
        </select>
      </label>
      {between !== null &&
        (['since', 'until'] as const).map((name) => (
          <label className="field" key={name}>
            {name === 'since' ? 'From' : 'To'}
            <input
              type="datetime-local"
              value={localOf(between[name])}
              onChange={({ target: { value } }) =>
                change({ ...between, [name]: value === '' ? null : new Date(value).toISOString() })
              }
            />
          </label>
        ))}
    </>
  );
}

function startOfToday(): string {
  return new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
}

/** An instant as the control takes it: a clock reading in the reader's own zone. */
function localOf(instant: string | null): string {
  if (instant === null) return '';
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
