/**
 * What each of Twilio's codes means for a message of ours: one entry per code, with Twilio's title, in rows that say how to
 * handle it. The first row that has the code decides; the last matches everything.
 *
 * Source: Twilio's error and warning dictionary, https://www.twilio.com/docs/api/errors.
 */
import { isTlsMismatch, isUntrustedCertificate } from '../tls-faults.ts';
import { carrierRows } from './carrier-rows.ts';
import { TLS_EXPECTED } from './failure.ts';
import { MINUTE, type TwilioRow } from './table-row.ts';

const account = { code: 'PROVIDER_MISCONFIGURED', kind: 'account' } as const;

/** Twilio's error table, in order of precedence. */
export const twilioTable: readonly TwilioRow[] = [
  {
    meaning: 'too many requests, not processed',
    codes: { 20429: 'Too Many Requests', 14107: 'SMS send rate limit exceeded', 63017: 'Rate limit exceeded' },
    when: [{ status: [429, 429] }],
    verdict: { code: 'RATE_LIMITED', kind: 'retry', slowDown: true },
  },
  {
    meaning: 'the carriers take no more from our campaign for now',
    codes: { 30022: 'US A2P 10DLC: rate limits exceeded' },
    verdict: { code: 'RATE_LIMITED', kind: 'retry', slowDown: true, retryAfterMs: 1 * MINUTE },
  },
  {
    meaning: 'our daily limit is used up',
    codes: {
      30023: 'US A2P 10DLC: daily message cap reached',
      30027: 'US A2P 10DLC: T-Mobile daily message limit reached',
      30454: 'Account exceeded the messages limit',
      63038: 'Account exceeded the daily messages limit',
    },
    verdict: { code: 'RATE_LIMITED', kind: 'retry', retryAfterMs: 60 * MINUTE, alarm: true },
  },
  {
    meaning: 'Twilio is unavailable, not processed',
    codes: { 20503: 'Service unavailable', 21730: 'System under maintenance' },
    when: [{ status: [503, 503], coded: true }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
  {
    meaning: 'our credentials were refused, or the account may not send',
    codes: {
      10001: 'Account is not active',
      10002: 'Trial accounts do not support this feature',
      20003: 'Permission denied: authentication failed',
      20005: 'Account not active',
      20006: 'Access denied',
      20008: 'Test credentials',
      20010: 'Action disabled for account',
      20404: 'Not found: no such account',
      30002: 'Account suspended',
      30037: 'Outbound messaging disabled',
    },
    verdict: account,
  },
  {
    meaning: 'our sender is not registered or verified',
    codes: {
      30018: 'Destination carrier requires sender ID pre-registration',
      30024: 'Numeric sender ID not provisioned on carrier',
      30032: 'Toll-free number has not been verified',
      30033: 'US A2P 10DLC: campaign suspended',
      30034: 'US A2P 10DLC: message from an unregistered number',
      30035: 'US A2P 10DLC: message from a number still being configured',
      30040: 'Destination carrier requires sender ID pre-registration',
      30041: 'Message from an unregistered number sent to a United Kingdom number',
      30042: 'The sender ID is blocked as generic or contains special characters',
      30043: 'International SMS via domestic gateway',
      30125: 'The number could not be registered with US A2P 10DLC',
    },
    ranges: [
      [30_440, 30_449, 'Toll-free verification was rejected'],
      [30_451, 30_489, 'Toll-free verification was rejected'],
      [30_501, 30_599, 'Registration of the sender was rejected'],
      [30_700, 30_999, 'Registration of the brand, campaign or sender was rejected'],
    ],
    verdict: account,
  },
  {
    meaning: 'not a number that can receive SMS',
    codes: {
      21211: "Invalid 'To' phone number",
      21265: "'To' number cannot be a short code",
      21266: "'To' and 'From' number cannot be the same",
      21268: "'To' number cannot be a premium number",
      21604: "'To' phone number is required",
      21612: "Message cannot be sent with the current combination of 'To' and 'From'",
      21614: "'To' number is not a valid mobile number",
      21635: "'To' number cannot be a landline",
    },
    verdict: { code: 'INVALID_RECIPIENT', kind: 'permanent' },
  },
  {
    meaning: 'our sender was refused',
    codes: {
      21212: "Invalid 'From' number",
      21264: "'From' phone number not verified",
      21267: "Alphanumeric sender ID cannot be used as 'From' on trial accounts",
      21603: "'From' or 'MessagingServiceSid' is required",
      21606: "'From' is not a valid message-capable number for this destination",
      21607: "'From' must be the sandbox number for trial accounts",
      21616: "'From' matches several numbers of the account",
      21657: 'The sender ID is invalid',
      21659: "'From' is not a Twilio number",
      21660: "'From' does not belong to the account",
      21661: "'From' is not SMS-capable",
      21701: 'The messaging service does not exist',
      21702: 'The messaging service is not available to send new messages',
      21703: 'The messaging service has no number available to send a message',
      21704: 'The messaging service contains no numbers',
      21705: 'The messaging service is invalid',
      21709: 'Alpha sender ID is not authorized for this messaging service',
      21910: "'From' and 'To' are not of the same channel",
    },
    verdict: account,
  },
  {
    meaning: 'our callback URL was refused',
    codes: { 21609: "Invalid 'StatusCallback'", 21626: "Invalid 'StatusCallbackEvent'" },
    verdict: account,
  },
  {
    meaning: 'the account may not send to this country or number',
    codes: {
      21408: "Permission to send an SMS has not been enabled for the region of 'To'",
      21608: "'To' is not yet verified for this trial account",
      572002: "'From' is not assigned to this verified recipient of a trial account",
      572005: 'The destination has not completed verification for this trial account',
    },
    verdict: { code: 'REJECTED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'the recipient has opted out (STOP)',
    codes: { 21610: 'Attempt to send to unsubscribed recipient' },
    verdict: { code: 'RECIPIENT_OPTED_OUT', kind: 'permanent' },
  },
  {
    meaning: 'the queue of our sender is full',
    codes: { 21611: "'From' has exceeded the maximum number of queued messages", 30001: 'Queue overflow' },
    verdict: { code: 'RATE_LIMITED', kind: 'retry', retryAfterMs: 2 * MINUTE },
  },
  {
    meaning: 'our message was refused as it is',
    codes: {
      21602: 'Message body is required',
      21605: 'Maximum body length is 160 characters',
      21617: 'The message body exceeds 1600 characters',
      21618: 'The message body cannot be sent',
      21619: 'Message body, media URL or content SID is required',
      21620: 'Invalid media URL',
      21621: "'From' has not been enabled for MMS",
      21622: 'MMS has not been enabled for the account',
      21623: 'Number of media files exceeds the limit',
      21624: 'Invalid validity period',
      21627: 'Max price must be a valid float',
      21652: 'Maximum subject length is 40 characters',
      21653: 'More recipients than allowed',
      21654: 'ContentSid is required',
      21655: 'ContentSid is invalid',
      21656: 'ContentVariables is invalid',
      21658: 'A parameter exceeded its character limit',
      30010: 'Message price exceeds max price',
      30011: 'MMS not supported by the receiving number in this region',
      30012: 'TTL is too small',
      30013: 'TTL is too big',
      30014: "'To' attributes are invalid",
      30015: 'Non-supported channel type',
      30016: "'To' and 'From' channel types are incompatible",
      30019: 'Content size exceeds carrier limit',
      30028: 'Invalid API version',
      30029: 'Invalid ContentRetention',
      30030: 'Invalid AddressRetention',
      30031: 'Invalid MaxRate',
      30044: 'Trial message length exceeded',
      30400: 'Parameters are not valid',
    },
    verdict: { code: 'REJECTED', kind: 'permanent', alarm: true },
  },
  ...carrierRows,
  {
    meaning: "the API's certificate is not trusted: set the right TWILIO_API_URL, or have its certificate put right",
    when: [{ left: false, network: isUntrustedCertificate }],
    verdict: account,
  },
  {
    meaning:
      'TLS with the API is not possible: set https:// or http:// in TWILIO_API_URL as the server there speaks it',
    when: [{ left: false, network: isTlsMismatch }, { network: (code) => code === TLS_EXPECTED }],
    verdict: account,
  },
  {
    meaning: 'Twilio was not reached',
    when: [{ left: false }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
  {
    meaning:
      "it is not Twilio's API that answers, or it is not open to us: set the right TWILIO_API_URL and TWILIO_ACCOUNT_SID",
    when: [
      { status: [300, 399] },
      { status: [401, 401] },
      { status: [403, 404] },
      { status: [200, 299], page: true },
      { status: [400, 407], coded: false },
      { status: [409, 499], coded: false },
    ],
    verdict: account,
  },
  {
    meaning: 'our request was refused',
    when: [
      { status: [400, 407], coded: true },
      { status: [409, 499], coded: true },
    ],
    verdict: { code: 'REJECTED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'the answer was lost or cannot be read',
    when: [{}],
    verdict: { code: 'MAYBE_SENT', kind: 'maybe-sent' },
  },
];
