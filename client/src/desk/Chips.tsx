import type { ReactNode } from 'react';

/** Some of several, or any: chips with how many there are of each, where that is known. */
export function Chips<Option extends string>({
  legend,
  options,
  nameOf,
  chosen,
  counts,
  choose,
  children,
}: {
  legend: string;
  options: readonly Option[];
  nameOf: (option: Option) => string;
  chosen: readonly Option[];
  counts: ReadonlyMap<string, number> | null;
  choose: (chosen: readonly Option[]) => void;
  children?: ReactNode;
}) {
  if (options.length === 0) return null;
  return (
    <fieldset className="chip-group">
      <legend>{legend}</legend>
      {options.map((option) => (
        <Chip
          key={option}
          name={nameOf(option)}
          isChosen={chosen.includes(option)}
          count={counts === null ? null : (counts.get(option) ?? 0)}
          toggle={() => choose(toggled(chosen, option))}
        />
      ))}
      {children}
    </fieldset>
  );
}

/** One choice that is made or not. */
export function Chip({
  name,
  isChosen,
  count,
  toggle,
}: {
  name: string;
  isChosen: boolean;
  count: number | null;
  toggle: () => void;
}) {
  return (
    <label className="chip">
      <input
        type="checkbox"
        checked={isChosen}
        onChange={toggle}
        onKeyDown={({ key }) => key === 'Enter' && toggle()} // it looks like a button
      />
      {name}
      {count !== null && <span className="chip-count">{count}</span>}
    </label>
  );
}

function toggled<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
}
