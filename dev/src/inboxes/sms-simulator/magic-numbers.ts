/** The numbers that make the simulator misbehave, as data: the page shows them, tests name them by their key. */

/** Answered with Twilio's error body; `times`: so often for each recipient, then accepted. */
export interface Refusal {
  readonly kind: 'refuse';
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly times?: number | undefined;
}

/** What the simulator does with a message. */
export type Behaviour =
  | { readonly kind: 'deliver' }
  | Refusal
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
export type MagicNumber = ReturnType<typeof magic<Behaviour>>;

function magic<Does extends Behaviour>(ending: string, meaning: string, does: Does) {
  return { number: `+1500555${ending}`, meaning, does };
}
const refuse = (status: number, code: number, message: string, times?: number): Refusal => {
  return { kind: 'refuse', status, code, message, times };
};
const undeliver = (code: number) => ({ kind: 'undeliver', code }) as const;
const queueFull = refuse(429, 21611, "This 'From' number has exceeded the maximum number of queued messages");
const tooMany = (times?: number) => refuse(429, 20429, 'Too Many Requests', times);
const unavailable = (times?: number) => refuse(503, 20503, 'Service Unavailable', times);
const notEnabled = refuse(400, 21408, 'Permission to send an SMS has not been enabled for the region');
const unreachable = refuse(400, 21612, "The 'To' phone number is not currently reachable via SMS");
const notOurs = refuse(400, 21606, "The 'From' phone number is not a valid, SMS-capable number of yours");

/**
 * The recipients. The first six are those of Twilio's own test credentials
 * (https://www.twilio.com/docs/iam/test-credentials); the others are ours.
 */
export const magicRecipients = {
  invalid: magic('0001', 'invalid number', refuse(400, 21211, "Invalid 'To' Phone Number")),
  unroutable: magic('0002', 'cannot be routed', unreachable),
  countryOff: magic('0003', 'no permission for its country', notEnabled),
  optedOut: magic('0004', 'has sent STOP', refuse(400, 21610, 'Attempt to send to unsubscribed recipient')),
  notMobile: magic('0009', 'cannot receive SMS', refuse(400, 21614, "'To' number is not a valid mobile number")),
  queueFull: magic('0008', 'our queue is full', queueFull),
  tooMany: magic('0429', '429, always', tooMany()),
  tooManyTwice: magic('0430', '429 twice, then accepted', tooMany(2)),
  unavailable: magic('0503', '503, always', unavailable()),
  unavailableTwice: magic('0504', '503 twice, then accepted', unavailable(2)),
  suspended: magic('0401', 'as if our credentials were wrong', refuse(401, 20003, 'Authenticate')),
  broken: magic('0500', '500 without a reason; not accepted', { kind: 'break', status: 500 }),
  handsetOff: magic('3003', 'sent, then undelivered: handset off', undeliver(30003)),
  blocked: magic('3004', 'sent, then undelivered: blocked', undeliver(30004)),
  unknown: magic('3005', 'sent, then undelivered: unknown number', undeliver(30005)),
  filtered: magic('3007', 'sent, then undelivered: taken for spam', undeliver(30007)),
  unregistered: magic('3034', 'sent, then undelivered: our number is not registered', undeliver(30034)),
  neverConfirmed: magic('0100', 'sent, never confirmed', { kind: 'stay-sent' }),
  late: magic('0101', 'accepted, answered late', { kind: 'answer-late' }),
  lostAnswer: magic('0102', 'accepted, the answer is lost', { kind: 'lose-answer' }),
  hungUp: magic('0103', 'not accepted, the connection is cut', { kind: 'hang-up' }),
};

/** The senders that Twilio's test credentials refuse; any other is taken. */
export const magicSenders = {
  invalid: magic('0001', 'invalid sender', refuse(400, 21212, "Invalid 'From' Phone Number")),
  notOurs: magic('0007', 'not our number', notOurs),
  queueFull: magic('0008', 'our queue is full', queueFull),
};

/** What happens to a message from `from` (null: a messaging service) to `to`. */
export function behaviourOf(from: string | null, to: string): Behaviour {
  const sender = Object.values(magicSenders).find(({ number }) => number === from);
  const recipient = Object.values(magicRecipients).find(({ number }) => number === to);
  return (sender ?? recipient)?.does ?? { kind: 'deliver' };
}
