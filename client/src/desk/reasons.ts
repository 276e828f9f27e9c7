const REASONS: Readonly<Record<string, string>> = {
  INVALID_RECIPIENT: 'Wrong address or number',
  RECIPIENT_OPTED_OUT: 'Wants no messages',
  REJECTED: 'Refused by the provider',
  RATE_LIMITED: 'Too many at once',
  PROVIDER_UNAVAILABLE: 'Provider does not answer',
  PROVIDER_MISCONFIGURED: 'Our account is at fault',
  MAYBE_SENT: 'May have arrived',
  EXPIRED: 'Too late to help',
  UNDELIVERED: 'Could not be delivered',
  SUPERSEDED: 'Appointment changed since',
  CANCELLED: 'Appointment cancelled since',
};

/** The codes that have words, in the order they are offered in. */
export const REASON_CODES = Object.keys(REASONS);

/** Why a delivery is where it is, in a few words; the code itself where it is newer than this page. */
export function reasonOf(code: string): string {
  return REASONS[code] ?? code;
}

/** Failures that the same message to the same address ends in again. */
const NEEDS_CORRECTION = ['INVALID_RECIPIENT', 'RECIPIENT_OPTED_OUT', 'REJECTED'];

/** Whether sending again to the same address cannot succeed. */
export function needsCorrection(code: string): boolean {
  return NEEDS_CORRECTION.includes(code);
}
