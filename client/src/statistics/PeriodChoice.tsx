import { TimeZoneOptions } from '../time/TimeZoneOptions.tsx';
import { localDayOf } from './days.ts';
import { PRESET_NAMES, PRESETS, type Shown } from './period.ts';

/** Chooses the period and the zone whose days are meant. */
export function PeriodChoice({ shown, change }: { shown: Shown; change: (shown: Shown) => void }) {
  const { period, zone } = shown;
  const today = localDayOf(new Date(), zone);

  function choose(value: string) {
    const last = PRESET_NAMES.find((name) => name === value);
    if (last !== undefined) return change({ ...shown, period: { kind: 'last', last } });
    change({ ...shown, period: { kind: 'between', from: `${today.slice(0, 8)}01`, to: today } });
  }

  return (
    <div className="period">
      <label className="field">
        Booked in the
        <select
          value={period.kind === 'last' ? period.last : 'between'}
          onChange={({ target }) => choose(target.value)}
        >
          {PRESET_NAMES.map((name) => (
            <option key={name} value={name}>
              {PRESETS[name].name}
            </option>
          ))}
          <option value="between">Days from … to …</option>
        </select>
      </label>
      {period.kind === 'between' &&
        (['from', 'to'] as const).map((edge) => (
          <label className="field" key={edge}>
            {edge === 'from' ? 'First day' : 'Last day'}
            <input
              type="date"
              required
              value={period[edge]}
              {...(edge === 'from' ? { max: period.to } : { min: period.from })}
              onChange={({ target: { value } }) => {
                const next = { ...period, [edge]: value };
                if (value !== '' && next.from <= next.to) change({ ...shown, period: next });
              }}
            />
          </label>
        ))}
      <label className="field">
        Days of
        <select value={zone} onChange={({ target }) => change({ ...shown, zone: target.value })}>
          <TimeZoneOptions chosen={zone} />
        </select>
      </label>
    </div>
  );
}
