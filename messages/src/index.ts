export { type Envelope, renderEmail, renderSms } from './appointment-created.ts';
export type { RenderedEmail, RenderedSms } from './message.ts';
export { type Sender, senderOf } from './sender.ts';
