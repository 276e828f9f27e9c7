import { useState } from 'react';
import { CHANNEL_NAMES, KIND_NAMES, STATUS_NAMES } from '../deliveries/words.ts';
import { AheadChoice } from './AheadChoice.tsx';
import { Chip, Chips } from './Chips.tsx';
import type { Counts } from './counts.ts';
import { CHANNELS, type DeskFilter, isNarrowed, KINDS, parseFilter, STATUSES } from './filter.ts';
import { RangeChoice } from './RangeChoice.tsx';
import { REASON_CODES, reasonOf } from './reasons.ts';
import { SearchField } from './SearchField.tsx';

/** Chooses what the desk shows. `change` takes the next filter; `replace` is true where it is no step to go back to. `leave` goes to the list. */
export function FilterBar({
  filter,
  counts,
  change,
  leave,
}: {
  filter: DeskFilter;
  counts: Counts;
  change: (filter: DeskFilter, replace: boolean) => void;
  leave: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const { statuses, channels, kinds, errorCodes, ids } = filter;
  const reasons = REASON_CODES.filter((code) => errorCodes.includes(code) || (counts.reasons?.get(code) ?? 0) > 0);
  const others = errorCodes.filter((code) => !REASON_CODES.includes(code));
  return (
    <search className="filters">
      <div className="filter-fields">
        <SearchField text={filter.text} change={(text) => change({ ...filter, text }, true)} leave={leave} />
        <RangeChoice range={filter.range} change={(range) => change({ ...filter, range }, false)} />
        <AheadChoice ahead={filter.ahead} change={(ahead) => change({ ...filter, ahead }, false)} />
        <button
          type="button"
          className="plain filter-toggle"
          aria-expanded={isOpen}
          aria-controls="filter-chips"
          onClick={() => setOpen(!isOpen)}
        >
          Filters
        </button>
      </div>
      <div className="chip-groups" id="filter-chips" data-open={isOpen || undefined}>
        <Chips
          legend="Status"
          options={STATUSES}
          nameOf={(status) => STATUS_NAMES[status]}
          chosen={statuses}
          counts={counts.statuses}
          choose={(next) => change({ ...filter, statuses: next, open: false }, false)}
        >
          <Chip
            name="Open failures"
            isChosen={filter.open}
            count={counts.open}
            toggle={() => change({ ...filter, statuses: [], open: !filter.open }, false)}
          />
        </Chips>
        <Chips
          legend="Channel"
          options={CHANNELS}
          nameOf={(channel) => CHANNEL_NAMES[channel]}
          chosen={channels}
          counts={counts.channels}
          choose={(next) => change({ ...filter, channels: next }, false)}
        />
        <Chips
          legend="Message"
          options={KINDS}
          nameOf={(kind) => KIND_NAMES[kind]}
          chosen={kinds}
          counts={counts.kinds}
          choose={(next) => change({ ...filter, kinds: next }, false)}
        />
        <Chips
          legend="Reason"
          options={[...reasons, ...others]}
          nameOf={reasonOf}
          chosen={errorCodes}
          counts={counts.reasons}
          choose={(next) => change({ ...filter, errorCodes: next }, false)}
        />
        {ids.length > 0 && (
          <Chip
            name={ids.length === 1 ? 'One delivery' : `These ${ids.length} deliveries`}
            isChosen={true}
            count={null}
            toggle={() => change({ ...filter, ids: [] }, false)}
          />
        )}
        <button
          type="button"
          className="ghost small"
          aria-disabled={!isNarrowed(filter)}
          onClick={() => change({ ...parseFilter(''), order: filter.order }, false)}
        >
          Clear all
        </button>
      </div>
    </search>
  );
}
