import { formatOwn } from '../time/format.ts';
import type { Customer } from './documents.ts';

/** The customer that the form books for, and the way to choose another. */
export function ChosenCustomer({ customer, chooseAnother }: { customer: Customer; chooseAnother: () => void }) {
  const { name, userId, lastAppointmentAt, appointmentCount } = customer;
  return (
    <section className="customer-chosen" aria-label="Customer">
      <div>
        <strong>
          <bdi>{name ?? userId}</bdi>
        </strong>
        <p className="quiet">
          {appointmentCount >= MOST_COUNTED ? `${MOST_COUNTED} appointments and more` : appointments(appointmentCount)},
          the latest {formatOwn(lastAppointmentAt, 'moment')}
        </p>
      </div>
      <button type="button" className="plain small" onClick={chooseAnother}>
        Choose another
      </button>
    </section>
  );
}

/** The server counts no further. */
const MOST_COUNTED = 1_000;

function appointments(count: number): string {
  return count === 1 ? '1 appointment' : `${count} appointments`;
}
