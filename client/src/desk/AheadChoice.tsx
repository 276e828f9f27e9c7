import { AHEAD, type Ahead, parseAhead } from './ahead.ts';

/** Chooses when the appointment is. */
export function AheadChoice({ ahead, change }: { ahead: Ahead; change: (ahead: Ahead) => void }) {
  return (
    <label className="field">
      Appointment
      <select value={ahead} onChange={({ target }) => change(parseAhead(target.value))}>
        {Object.entries(AHEAD).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
