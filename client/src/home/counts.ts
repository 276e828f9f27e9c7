import type { DeskSummaryQuery } from '../generated/graphql.ts';

/** A number of the home page: what it is called, and the desk's filter that shows what it counts; null where the desk has none. */
interface Count {
  readonly of: Exclude<keyof DeskSummaryQuery['deskSummary'], '__typename'>;
  readonly name: string;
  readonly note: string;
  readonly search: string | null;
  /** How it looks when it is not zero. */
  readonly tone: 'bad' | 'warn' | 'good' | '';
}

/** The numbers, the most urgent first. */
export const COUNTS: readonly Count[] = [
  { of: 'openFailures', name: 'Open failures', note: 'not seen to yet', search: 'open=1&sort=time', tone: 'bad' },
  { of: 'waiting', name: 'Waiting', note: 'for another attempt', search: 'status=RETRYING', tone: 'warn' },
  { of: 'notPickedUp', name: 'Not picked up', note: 'for over a minute', search: 'status=QUEUED', tone: 'warn' },
  {
    of: 'sent',
    name: 'Sent today',
    note: 'accepted by a provider',
    search: 'status=SENT,DELIVERED&range=today',
    tone: '',
  },
  { of: 'delivered', name: 'Delivered today', note: 'confirmed', search: 'status=DELIVERED&range=today', tone: '' },
  // not deliveries yet: the desk has nothing of them to show
  { of: 'remindersDue', name: 'Reminders due', note: 'in the rest of today', search: null, tone: '' },
];
