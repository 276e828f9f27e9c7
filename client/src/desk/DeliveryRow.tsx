import { memo } from 'react';
import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { CHANNEL_NAMES, KIND_NAMES, messageName } from '../deliveries/words.ts';
import { hrefOf } from '../routing/route.ts';
import { Ago } from './Ago.tsx';
import type { DeskRow } from './documents.ts';
import { reasonOf } from './reasons.ts';
import { AppointmentTime, nameOf, titleOf } from './subject.tsx';

/** What a row can do to itself. */
export interface RowProps {
  readonly row: DeskRow;
  /** Whether it follows another channel of the same message: what both have in common is there for screen readers alone. */
  readonly isFollowing: boolean;
  readonly search: string;
  readonly isSelected: boolean;
  readonly select: (id: string, isSelected: boolean) => void;
}

/** A delivery in the desk's table. Its link covers all of it. It renders again only when something in it changed. */
export const DeliveryRow = memo(function DeliveryRow({ row, isFollowing, search, isSelected, select }: RowProps) {
  const { id, channel, kind, recipient, status, attempts, error, nextAttemptAt, updatedAt, acknowledgement } = row;
  const { appointment } = row;
  const title = titleOf(row);
  const common = isFollowing ? 'visually-hidden' : undefined;
  return (
    <tr className="delivery" data-status={status} data-delivery={id} data-selected={isSelected || undefined}>
      <td className="pick">
        {status === 'FAILED' && (
          <input
            type="checkbox"
            aria-label={`Select ${nameOf(row)}, ${messageName(kind, channel)}`}
            checked={isSelected}
            onChange={(event) => select(id, event.target.checked)}
          />
        )}
      </td>
      <td className="what">
        <a href={hrefOf({ page: 'deliveries', delivery: id, search })}>
          <span className={common}>{title}</span>
        </a>
        {appointment !== null && (
          <span className={common ?? 'quiet who'}>
            {appointment.customerName !== null && <span className="customer">{appointment.customerName} · </span>}
            <span className="reference">{appointment.reference}</span>
          </span>
        )}
      </td>
      <td className="when">
        {appointment !== null && (
          <span className={common}>
            <AppointmentTime appointment={appointment} />
          </span>
        )}
      </td>
      <td className="channel">
        {KIND_NAMES[kind]} · {CHANNEL_NAMES[channel]}{' '}
        {recipient !== null && <span className="quiet">to {recipient}</span>}
      </td>
      <td className="standing">
        <StatusBadge status={status} />
        {attempts > 1 && <span className="quiet attempts">attempt {attempts}</span>}
      </td>
      <td className="reason">
        {error !== null && <span title={`${error.code}: ${error.message}`}>{reasonOf(error.code)}</span>}
        {acknowledgement !== null && (
          <span className="quiet" title={acknowledgement.note ?? undefined}>
            seen to by {acknowledgement.by}
          </span>
        )}
      </td>
      <td className="since">
        <Ago at={updatedAt} />{' '}
        {nextAttemptAt !== null && (
          <span className="quiet">
            next <Ago at={nextAttemptAt} />
          </span>
        )}
      </td>
    </tr>
  );
});
