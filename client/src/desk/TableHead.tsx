import { hrefOf } from '../routing/route.ts';
import { type DeskFilter, searchOf } from './filter.ts';
import type { Order } from './order.ts';

/** The heads of the columns. Two of them lead to the list in their order: down, up, and as it was. */
export function TableHead({ filter }: { filter: DeskFilter }) {
  return (
    <thead>
      <tr>
        <th scope="col" className="pick">
          <span className="visually-hidden">Selected</span>
        </th>
        <th scope="col">Appointment</th>
        <SortHead name="Time" filter={filter} down="APPOINTMENT_TIME_DESC" up="APPOINTMENT_TIME_ASC" />
        <th scope="col">Message</th>
        <th scope="col">Status</th>
        <th scope="col">Reason</th>
        <SortHead name="Updated" filter={filter} down="UPDATED_DESC" up="UPDATED_ASC" />
      </tr>
    </thead>
  );
}

function SortHead({ name, filter, down, up }: { name: string; filter: DeskFilter; down: Order; up: Order }) {
  const { order } = filter;
  const next = order === down ? up : order === up ? 'CREATED_DESC' : down;
  const sorted = order === down ? 'descending' : order === up ? 'ascending' : undefined;
  return (
    <th scope="col" aria-sort={sorted}>
      <a href={hrefOf({ page: 'deliveries', search: searchOf({ ...filter, order: next }) })}>
        {name}
        <span aria-hidden="true">{sorted === 'descending' ? ' ▼' : sorted === 'ascending' ? ' ▲' : ''}</span>
      </a>
    </th>
  );
}
