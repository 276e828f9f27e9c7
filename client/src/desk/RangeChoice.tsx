import { ownTimeZone } from '../time/zones.ts';
import { instantOf, isLast, LAST, LASTS, midnight, type TimeRange } from './time-range.ts';

/** Chooses a range of time: all of it, back from now, or between two instants in the reader's own time. */
export function RangeChoice({ range, change }: { range: TimeRange; change: (range: TimeRange) => void }) {
  const between = range.kind === 'between' ? range : null;

  function choose(value: string) {
    if (isLast(value)) change({ kind: 'last', last: value });
    else if (value === 'today') change({ kind: 'today' });
    else if (value === 'between')
      change({ kind: 'between', since: midnight(new Date(), 0).toISOString(), until: null });
    else change({ kind: 'any' });
  }

  return (
    <>
      <label className="field">
        Booked
        <select value={range.kind === 'last' ? range.last : range.kind} onChange={({ target }) => choose(target.value)}>
          <option value="any">Any time</option>
          <option value="today">Today</option>
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
                change({ ...between, [name]: instantOf(value, name, ownTimeZone()) })
              }
            />
          </label>
        ))}
    </>
  );
}

/** An instant as the control takes it: a clock reading in the reader's own zone. */
function localOf(instant: string | null): string {
  if (instant === null) return '';
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
