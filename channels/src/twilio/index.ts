export {
  type TwilioValues,
  twilioFallbackSettings,
  twilioFallbackVariables,
  twilioSettings,
  twilioVariables,
} from '../environment.ts';
export {
  readTwilioCallback,
  type TwilioCallback,
  type TwilioCallbackRequest,
  type TwilioReport,
  twilioStatuses,
} from './callback.ts';
export { classifyTwilio, classifyUndelivered, type TwilioVerdict } from './classify.ts';
export type { TwilioFailure } from './failure.ts';
export { reachesUs } from './public-url.ts';
export { twilioTable } from './table.ts';
export type { TwilioRow } from './table-row.ts';
export { createTwilioChannel, type SmsChannel, type TwilioConfig } from './twilio-channel.ts';
export { twilioProvider } from './twilio-provider.ts';
