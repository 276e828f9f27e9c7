/** What is said to staff of an address that holds for the appointment from now on. Pure. */
import type { Channel, DeskRetryMutation } from '../generated/graphql.ts';
import { formatWhen } from '../time/format.ts';

type Kept = NonNullable<DeskRetryMutation['retryDelivery']['delivery']['appointment']>;

/** Whether a delivery failed because of where it went: then the other messages would fail, too. */
export function isWrongAddress(failure: string | null): boolean {
  return failure === 'INVALID_RECIPIENT' || failure === 'UNDELIVERED';
}

/** What goes to the corrected address as well. */
export function keptWords({ email, phone, status, timeZone, reminders }: Kept, channel: Channel): string {
  const address = (channel === 'EMAIL' ? email : phone) ?? '';
  if (status === 'CANCELLED') return `The appointment has ${address} from now on.`;
  const planned = reminders.filter((one) => one.status === 'PLANNED' && (channel === 'EMAIL' ? one.email : one.sms));
  const [next] = planned;
  const others = 'changes and a cancellation';
  if (next === undefined) return `Later messages of this appointment go to ${address}, too: ${others}.`;
  const reminded =
    planned.length === 1
      ? `its reminder of ${formatWhen(next.dueAt, timeZone)}`
      : `its ${planned.length} reminders, the next on ${formatWhen(next.dueAt, timeZone)}`;
  return `Later messages of this appointment go to ${address}, too: ${reminded}, ${others}.`;
}
