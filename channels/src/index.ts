export type { Channel, Email, Receipt, Sms } from './channel.ts';
export {
  type ChannelSettings,
  requireSettings,
  type SettingsProblem,
} from './environment.ts';
export {
  ChannelError,
  type ChannelErrorCode,
  type ChannelErrorDetails,
  type ChannelErrorKind,
  channelErrorCodes,
  channelErrorKinds,
  isRetryable,
} from './errors.ts';
export type {
  CallbackReader,
  CallbackRequest,
  Provider,
  ProviderCallback,
  ProviderCallbacks,
  ProviderEnvironment,
  ProviderLimits,
  ProviderReport,
} from './provider.ts';
export { readCallback, readFailure, readReceipt } from './provider-answers.ts';
export type { RatePolicy, RateState, SendOutcome } from './rate.ts';
export { type Clock, createRateControl, type RateControl, type Release } from './rate-control.ts';
export { failureText, maskAddress, safeText } from './safe-text.ts';
export { fallbackProblems, fallbackVariableOf } from './second-account.ts';
export { createSendsInFlight, type SendsInFlight } from './sends-in-flight.ts';
export * from './smtp/index.ts';
export * from './twilio/index.ts';
