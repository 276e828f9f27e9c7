/** The rows of Twilio's error table for what carriers and handsets report after Twilio has accepted a message. */
import { MINUTE, type TwilioRow } from './table-row.ts';

/** In order of precedence; a part of `twilioTable`. */
export const carrierRows: readonly TwilioRow[] = [
  {
    meaning: 'the handset is off or away',
    codes: { 30003: 'Unreachable destination handset' },
    verdict: { code: 'UNDELIVERED', kind: 'retry', scheduleMs: [1 * MINUTE, 10 * MINUTE] },
  },
  {
    meaning: 'blocked by the recipient or the carrier',
    codes: { 30004: 'Message blocked' },
    verdict: { code: 'UNDELIVERED', kind: 'permanent' },
  },
  {
    meaning: 'unknown number, landline or unreachable carrier',
    codes: { 30005: 'Unknown destination handset', 30006: 'Landline or unreachable carrier' },
    verdict: { code: 'INVALID_RECIPIENT', kind: 'permanent' },
  },
  {
    meaning: 'filtered as spam by the carrier',
    codes: {
      30007: 'Message filtered',
      30038: 'OTP message body filtered',
      30039: 'Filtered to prevent message loops',
    },
    verdict: { code: 'UNDELIVERED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'lost on the way, and not to be had again by waiting',
    codes: { 30009: 'Missing segment', 30485: "Message couldn't be delivered" },
    verdict: { code: 'UNDELIVERED', kind: 'permanent' },
  },
  {
    meaning: 'taken for fraud: the number is blocked for 15 to 30 minutes',
    codes: { 30450: 'Message delivery blocked', 30453: "Message couldn't be delivered" },
    verdict: { code: 'UNDELIVERED', kind: 'retry', scheduleMs: [30 * MINUTE, 60 * MINUTE], alarm: true },
  },
  {
    meaning: 'not delivered, for a reason that may pass',
    codes: {
      30008: 'Unknown error',
      30017: 'Carrier network congestion',
      30020: 'Internal failure with message scheduling',
      30021: 'Internal failure with messaging service orchestrator',
      30410: 'Provider timeout error',
      30500: 'Twilio internal error',
    },
    verdict: { code: 'UNDELIVERED', kind: 'retry', scheduleMs: [1 * MINUTE] },
  },
  {
    // while the appointment is ahead; once it is past the notifier's policy ends every retry
    meaning: 'not delivered within its validity',
    codes: { 30036: 'Validity period expired' },
    verdict: { code: 'UNDELIVERED', kind: 'retry' },
  },
];
