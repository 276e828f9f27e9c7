import { memo } from 'react';
import { DeliveryRow, type RowProps } from './DeliveryRow.tsx';
import type { DeskFilter } from './filter.ts';
import type { Group } from './group.ts';
import { TableHead } from './TableHead.tsx';

/**
 * Deliveries as a table; on a phone, as cards. It is a grid in CSS, because a browser lays out all of a table's own rows: in this one those
 * out of sight cost nothing. The roles are written out for browsers that take them from the layout.
 */
export const DeliveryTable = memo(function DeliveryTable({
  groups,
  filter,
  isDense,
  search,
  picked,
  select,
}: {
  groups: readonly Group[];
  filter: DeskFilter;
  isDense: boolean;
  picked: ReadonlySet<string>;
} & Pick<RowProps, 'search' | 'select'>) {
  return (
    <table className="deliveries" data-dense={isDense || undefined}>
      <TableHead filter={filter} />
      {groups.map(({ key, rows }) => (
        <tbody key={key} className="message">
          {rows.map((row, index) => (
            <DeliveryRow
              key={row.id}
              row={row}
              isFollowing={index > 0}
              search={search}
              isSelected={row.status === 'FAILED' && picked.has(row.id)}
              select={select}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
});
