/** A notifier's configuration for tests: real promises, with waits that a test can wait for. */

import type { EventLogConfig } from '@belltower/event-log';
import { topicSpecsOf } from '@belltower/events';
import { messageSettingsOf } from '@belltower/messages';
import { type Config, type Policy, policy } from '../src/config.ts';

export const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token-of-the-simulator' };

/** The policy with waits that a test can wait for. */
export const quickPolicy: Policy = {
  ...policy,
  retry: { ...policy.retry, baseMs: 40, maxMs: 400, askAfterMs: 200, tooSlowMs: 500 },
  breaker: { firstProbeMs: 150, longestProbeMs: 400 },
  // Long enough for a loaded machine: a deadline that passes by itself is a doubt that no test wants.
  lease: { leaseMs: 6_000, renewMs: 300, sendWithinMs: 2_500 },
  sendDeadlineMs: 3_000,
  drainMs: 2_000,
  changesEveryMs: 100,
};

/** The same with callbacks that are soon answered 503: a test that waits for that has nothing else to be answered in time. */
export const impatientPolicy: Policy = { ...quickPolicy, callbackMs: 400 };

/** Where the parts of a world are. */
export interface Addresses {
  readonly databaseUrl: string;
  readonly eventLog: EventLogConfig;
  readonly smtpUrl: string;
  readonly smsUrl: string;
}

/** A configuration for the parts of a world. */
export function configOf({ databaseUrl, eventLog, smtpUrl, smsUrl }: Addresses): Config {
  const limits = { ratePerSecond: 10_000, maxConcurrent: 100 };
  return {
    host: '127.0.0.1',
    metricsPort: null,
    port: 0,
    tracesEndpoint: null,
    logLevel: 'debug',
    databaseUrl,
    eventLog,
    topics: topicSpecsOf({ partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 }),
    email: {
      url: smtpUrl,
      from: 'Clinic <clinic@clinic.example>',
      limits: { ...limits, maxConcurrent: 20 },
      // hang limits: on a loaded machine half a second passed by itself, and a message was sent at its second attempt
      connectTimeoutMs: 3_000,
      greetingTimeoutMs: 3_000,
      socketTimeoutMs: 2_000,
    },
    sms: { ...ACCOUNT, sender: { from: '+15005550006' }, apiUrl: smsUrl, limits },
    messages: messageSettingsOf({ MAIL_FROM: 'Clinic <clinic@clinic.example>' }),
    publicUrl: null,
    retentionDays: 90,
    bodyRetentionDays: 30,
    maxWaiting: 1_000,
    maxUnfinishedBytes: 256 << 20,
    policy: quickPolicy,
    bounds: { smsCountries: undefined, messagesPerDay: 0 },
  };
}
