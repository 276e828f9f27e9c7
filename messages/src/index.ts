export { mailHashOf, smsHashOf } from './content-hash.ts';
export { renderEmail } from './email.ts';
export type { Envelope } from './envelope.ts';
export { type MessageKind, messageKinds } from './kinds.ts';
export { hasTexts, languages } from './language.ts';
export type { RenderedEmail, RenderedSms } from './message.ts';
export { type Segments, segmentsOf } from './segments.ts';
export { type MessageSettings, type MessageValues, messageSettingsOf, messageVariables } from './settings.ts';
export { type LeftOut, renderSms, type SmsContent, smsOf } from './sms.ts';
