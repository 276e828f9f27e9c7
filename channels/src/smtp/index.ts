export {
  type SmtpValues,
  smtpFallbackSettings,
  smtpFallbackVariables,
  smtpSettings,
  smtpVariables,
} from '../environment.ts';
export { classifyBounce } from './bounce.ts';
export { bounceReader } from './bounce-callback.ts';
export { classifySmtp, type SmtpRow, smtpTable } from './classify.ts';
export type { SmtpFailure } from './failure.ts';
export { createSmtpChannel, type SmtpConfig, type SmtpOAuth2 } from './smtp-channel.ts';
export { smtpProvider } from './smtp-provider.ts';
