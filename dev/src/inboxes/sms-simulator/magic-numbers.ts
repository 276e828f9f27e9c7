/** The numbers that make the simulator misbehave, as data: the page shows them, tests name them by their key. */

/** What the simulator does with a message. */
export type Behaviour =
  | { readonly kind: 'deliver' }
  /** Answered with Twilio's error body; `times`: so often for each recipient, then accepted. */
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly code: number;
      readonly message: string;
      readonly times?: number;
    }
  /** Answered as a broken proxy would, without Twilio's error body; nothing is kept. */
  | { readonly kind: 'break'; readonly status: number }
  /** Accepted and sent; then the carrier refuses. */
  | { readonly kind: 'undeliver'; readonly code: number }
  /** Accepted and sent; no handset ever confirms. */
  | { readonly kind: 'stay-sent' }
  /** Accepted, and answered late: after the simulator's `lateMs`, unless it says otherwise. */
  | { readonly kind: 'answer-late'; readonly afterMs?: number }
  /** Accepted; the connection ends before the answer. */
  | { readonly kind: 'lose-answer' }
  /** Not accepted; the connection ends without an answer. */
  | { readonly kind: 'hang-up' };

/** One number and what sending to it brings. */
export interface MagicNumber {
  readonly number: string;
  readonly does: Behaviour;
  readonly meaning: string;
}

const refuse = (status: number, code: number, message: string, times?: number): Behaviour => ({
  kind: 'refuse',
  status,
  code,
  message,
  ...(times !== undefined && { times }),
});

/**
 * The recipients. The first six are those of Twilio's own test credentials
 * (https://www.twilio.com/docs/iam/test-credentials); the others are ours.
 */
export const magicRecipients = {
  invalid: { number: '+15005550001', does: refuse(400, 21211, "Invalid 'To' Phone Number"), meaning: 'invalid number' },
  unroutable: {
    number: '+15005550002',
    does: refuse(400, 21612, "The 'To' phone number is not currently reachable via SMS"),
    meaning: 'cannot be routed',
  },
  countryOff: {
    number: '+15005550003',
    does: refuse(400, 21408, 'Permission to send an SMS has not been enabled for the region'),
    meaning: 'no permission for its country',
  },
  optedOut: {
    number: '+15005550004',
    does: refuse(400, 21610, 'Attempt to send to unsubscribed recipient'),
    meaning: 'has sent STOP',
  },
  notMobile: {
    number: '+15005550009',
    does: refuse(400, 21614, "'To' number is not a valid mobile number"),
    meaning: 'cannot receive SMS',
  },
  queueFull: {
    number: '+15005550008',
    does: refuse(429, 21611, "This 'From' number has exceeded the maximum number of queued messages"),
    meaning: 'our queue is full',
  },
  tooMany: { number: '+15005550429', does: refuse(429, 20429, 'Too Many Requests'), meaning: '429, always' },
  tooManyTwice: {
    number: '+15005550430',
    does: refuse(429, 20429, 'Too Many Requests', 2),
    meaning: '429 twice, then accepted',
  },
  unavailable: { number: '+15005550503', does: refuse(503, 20503, 'Service Unavailable'), meaning: '503, always' },
  unavailableTwice: {
    number: '+15005550504',
    does: refuse(503, 20503, 'Service Unavailable', 2),
    meaning: '503 twice, then accepted',
  },
  suspended: {
    number: '+15005550401',
    does: refuse(401, 20003, 'Authenticate'),
    meaning: 'as if our credentials were wrong',
  },
  broken: {
    number: '+15005550500',
    does: { kind: 'break', status: 500 },
    meaning: '500 without a reason; not accepted',
  },
  handsetOff: {
    number: '+15005553003',
    does: { kind: 'undeliver', code: 30003 },
    meaning: 'sent, then undelivered: handset off',
  },
  blocked: {
    number: '+15005553004',
    does: { kind: 'undeliver', code: 30004 },
    meaning: 'sent, then undelivered: blocked',
  },
  unknown: {
    number: '+15005553005',
    does: { kind: 'undeliver', code: 30005 },
    meaning: 'sent, then undelivered: unknown number',
  },
  filtered: {
    number: '+15005553007',
    does: { kind: 'undeliver', code: 30007 },
    meaning: 'sent, then undelivered: taken for spam',
  },
  unregistered: {
    number: '+15005553034',
    does: { kind: 'undeliver', code: 30034 },
    meaning: 'sent, then undelivered: our number is not registered',
  },
  neverConfirmed: { number: '+15005550100', does: { kind: 'stay-sent' }, meaning: 'sent, never confirmed' },
  late: { number: '+15005550101', does: { kind: 'answer-late' }, meaning: 'accepted, answered late' },
  lostAnswer: { number: '+15005550102', does: { kind: 'lose-answer' }, meaning: 'accepted, the answer is lost' },
  hungUp: { number: '+15005550103', does: { kind: 'hang-up' }, meaning: 'not accepted, the connection is cut' },
} as const satisfies Readonly<Record<string, MagicNumber>>;

/** The senders that Twilio's test credentials refuse; any other is taken. */
export const magicSenders = {
  invalid: {
    number: '+15005550001',
    does: refuse(400, 21212, "Invalid 'From' Phone Number"),
    meaning: 'invalid sender',
  },
  notOurs: {
    number: '+15005550007',
    does: refuse(400, 21606, "The 'From' phone number is not a valid, SMS-capable number of yours"),
    meaning: 'not our number',
  },
  queueFull: {
    number: '+15005550008',
    does: refuse(429, 21611, "This 'From' number has exceeded the maximum number of queued messages"),
    meaning: 'our queue is full',
  },
} as const satisfies Readonly<Record<string, MagicNumber>>;

const senders = new Map(Object.values<MagicNumber>(magicSenders).map(({ number, does }) => [number, does]));
const recipients = new Map(Object.values<MagicNumber>(magicRecipients).map(({ number, does }) => [number, does]));

/** What happens to a message from `from` (null: a messaging service) to `to`. */
export function behaviourOf(from: string | null, to: string): Behaviour {
  return (from === null ? undefined : senders.get(from)) ?? recipients.get(to) ?? { kind: 'deliver' };
}
