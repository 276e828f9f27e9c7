import { type AppointmentEvent, kindOf } from '@belltower/events';
import { isMoved } from './changes.ts';
import type { TextId } from './language.ts';

/** The texts that differ by what a message is for. */
export interface Wording {
  readonly subject: TextId;
  readonly heading: TextId;
  /** What the calendar entry does; null where none is attached. */
  readonly attached: TextId | null;
  readonly sms: TextId;
}

const WORDINGS = {
  confirmation: { subject: 'subject', heading: 'heading', attached: 'attached', sms: 'sms' },
  moved: { subject: 'subjectMoved', heading: 'headingMoved', attached: 'attachedChange', sms: 'smsMoved' },
  change: { subject: 'subjectChanged', heading: 'headingChanged', attached: 'attachedChange', sms: 'smsChanged' },
  cancellation: {
    subject: 'subjectCancelled',
    heading: 'headingCancelled',
    attached: 'attachedCancellation',
    sms: 'smsCancelled',
  },
  reminder: { subject: 'subjectReminder', heading: 'headingReminder', attached: null, sms: 'smsReminder' },
} as const satisfies Readonly<Record<string, Wording>>;

/** The texts for an event. A change of the time is worded as such; of one that is not, the details show what it is. */
export function wordingOf(event: AppointmentEvent): Wording {
  const moved = event.event_type === 'appointments.rescheduled' && isMoved(event.appointment.time, event.previous.time);
  return WORDINGS[moved ? 'moved' : kindOf(event)];
}
