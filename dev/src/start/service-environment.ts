/** The environment that the services get. Pure. */
import { pageUrlOf } from '@belltower/events';
import type { Environment } from '@belltower/support/settings';
import { SMS_ACCOUNT } from '../inboxes/sms-account.ts';
import type { StartPlan } from './settings.ts';

/** What is known once the parts below the services are up. Null: that part was not started. */
export interface PartAddresses {
  readonly databaseUrl: string | null;
  readonly brokers: string | null;
  readonly smtpUrl: string | null;
  readonly smsUrl: string | null;
  /** Null when another service signs tokens (JWKS_URL, OIDC_ISSUER). */
  readonly jwtSecret: string | null;
  /** Where Vite's development server has the client, when it runs. */
  readonly viteUrl: string | null;
}

const SENDER = 'appointments@belltower.example';

/** The outer environment, and below it what the started parts make of it: a variable given from outside wins. */
export function serviceEnvironment(outer: Environment, plan: StartPlan, parts: PartAddresses): Environment {
  const webUrl = parts.viteUrl ?? plan.serverUrl;
  const ours: Record<string, string | null> = {
    DATABASE_URL: parts.databaseUrl,
    KAFKA_BROKERS: parts.brokers,
    JWT_SECRET: parts.jwtSecret,
    DEV_TOKENS: parts.jwtSecret !== null && plan.mayHaveDevTokens ? '1' : null,
    PUBLIC_URL: plan.notifierUrl,
    PUBLIC_WEB_URL: pageUrlOf(webUrl) && webUrl, // plain HTTP for this machine alone
    ALLOWED_ORIGINS: parts.viteUrl,
    REMINDERS: '24h:email+sms,2h:sms',
    LOG_LEVEL: plan.logLevel,
    SMTP_URL: parts.smtpUrl,
    MAIL_FROM: parts.smtpUrl && (outer.BRAND_NAME ? SENDER : `Belltower <${SENDER}>`), // a name here would stand before the brand's
    TWILIO_API_URL: parts.smsUrl,
    TWILIO_ACCOUNT_SID: parts.smsUrl && SMS_ACCOUNT.sid,
    TWILIO_AUTH_TOKEN: parts.smsUrl && SMS_ACCOUNT.authToken,
    TWILIO_FROM: parts.smsUrl && SMS_ACCOUNT.from,
  };
  const environment: Record<string, string | undefined> = { ...outer };
  for (const [name, value] of Object.entries(ours)) {
    if (value !== null && !outer[name] && !outer[`${name}_FILE`]) environment[name] = value;
  }
  return {
    ...environment,
    PORT: String(plan.ports.server.port),
    NOTIFIER_PORT: String(plan.ports.notifier.port),
    ...(plan.ports.notifierMetrics && { NOTIFIER_METRICS_PORT: String(plan.ports.notifierMetrics.port) }),
  };
}
