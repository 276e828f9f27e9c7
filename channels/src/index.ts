export type { Channel, Email, Receipt, Sms } from './channel.ts';
export {
  type ChannelSettings,
  requireSettings,
  type SmtpValues,
  smtpSettings,
  smtpVariables,
  type TwilioValues,
  twilioSettings,
  twilioVariables,
} from './environment.ts';
export {
  ChannelError,
  type ChannelErrorCode,
  type ChannelErrorDetails,
  type ChannelErrorKind,
  isRetryable,
} from './errors.ts';
export type { RatePolicy, RateState, SendOutcome } from './rate.ts';
export { type Clock, createRateControl, type RateControl, type Release } from './rate-control.ts';
export { maskAddress, safeText } from './safe-text.ts';
export { classifySmtp, type SmtpRow, smtpTable } from './smtp/classify.ts';
export type { SmtpFailure } from './smtp/failure.ts';
export { createSmtpChannel, type SmtpConfig, type SmtpOAuth2 } from './smtp/smtp-channel.ts';
export {
  readTwilioCallback,
  type TwilioCallback,
  type TwilioCallbackRequest,
  type TwilioReport,
  twilioStatuses,
} from './twilio/callback.ts';
export { classifyTwilio, classifyUndelivered, type TwilioVerdict } from './twilio/classify.ts';
export type { TwilioFailure } from './twilio/failure.ts';
export { reachesUs } from './twilio/public-url.ts';
export { twilioTable } from './twilio/table.ts';
export type { TwilioRow } from './twilio/table-row.ts';
export { createTwilioChannel, type SmsChannel, type TwilioConfig } from './twilio/twilio-channel.ts';
