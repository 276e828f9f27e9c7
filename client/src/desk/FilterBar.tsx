import { useEffect, useState } from 'react';
import { CHANNEL_NAMES, STATUS_NAMES } from '../deliveries/words.ts';
import { CHANNELS, type DeskFilter, STATUSES } from './filter.ts';
import { RangeChoice } from './RangeChoice.tsx';

/** Typing settles for so long before it is searched for. */
const TYPING_MS = 300;

/** Chooses what the desk shows. `change` takes the next filter; `replace` is true where it is no step to go back to. */
export function FilterBar({
  filter,
  change,
}: {
  filter: DeskFilter;
  change: (filter: DeskFilter, replace: boolean) => void;
}) {
  const isNarrowed = filter.errorCodes.length > 0;
  return (
    <search className="filters">
      <fieldset className="choices">
        <legend>Status</legend>
        {STATUSES.map((status) => (
          <label key={status}>
            <input
              type="checkbox"
              checked={filter.statuses.includes(status)}
              onChange={() => change({ ...filter, statuses: toggled(filter.statuses, status), open: false }, false)}
            />
            {STATUS_NAMES[status]}
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            checked={filter.open}
            onChange={() => change({ ...filter, statuses: [], open: !filter.open }, false)}
          />
          Open failures
        </label>
      </fieldset>
      <div className="filter-fields">
        <label className="field">
          Channel
          <select
            value={filter.channels.length === 1 ? filter.channels[0] : ''}
            onChange={({ target: { value } }) =>
              change({ ...filter, channels: CHANNELS.filter((channel) => channel === value) }, false)
            }
          >
            <option value="">Any</option>
            {CHANNELS.map((channel) => (
              <option key={channel} value={channel}>
                {CHANNEL_NAMES[channel]}
              </option>
            ))}
          </select>
        </label>
        <RangeChoice range={filter.range} change={(range) => change({ ...filter, range }, false)} />
        <SearchField text={filter.text} change={(text) => change({ ...filter, text }, true)} />
      </div>
      {isNarrowed && (
        <p>
          Only {filter.errorCodes.join(', ')}{' '}
          <button type="button" className="plain" onClick={() => change({ ...filter, errorCodes: [] }, false)}>
            Any reason
          </button>
        </p>
      )}
    </search>
  );
}

function SearchField({ text, change }: { text: string; change: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [given, setGiven] = useState(text);
  if (given !== text) {
    // The address changed: by us, and then this is what was typed, or by going back.
    setGiven(text);
    if (typed.trim() !== text) setTyped(text);
  }
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => change(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  });
  return (
    <label className="field">
      Search
      <input
        type="search"
        value={typed}
        placeholder="Address, title or id"
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  );
}

function toggled<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
}
