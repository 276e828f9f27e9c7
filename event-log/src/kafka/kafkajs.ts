/** The only place that creates kafkajs's client: with our settings, and patched. */
import kafkajs, { type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs';
import { patchKafkajs } from './patch-kafkajs.ts';

/** Takes what kafkajs itself logs; pino's loggers fit. What matters of it is reported by notices and errors as well. */
export interface DebugLogger {
  debug(fields: object, text: string): void;
}

/** How the brokers are reached. */
export interface KafkaConnection {
  readonly clientId: string;
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  readonly sasl: KafkaSasl | null;
  /** How long connecting, and how long one answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly logger: DebugLogger | null;
}

/** The credentials for the brokers. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** How kafkajs retries by itself, for about 2.5 s, before we open another connection. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 } as const;

/** Creates the client; it connects when it is used. */
export function createKafka(connection: KafkaConnection): Kafka {
  patchKafkajs();
  const { clientId, brokers, ssl, sasl, timeoutMs, logger } = connection;
  const config: KafkaConfig = {
    clientId,
    brokers: [...brokers],
    ssl,
    connectionTimeout: Math.min(timeoutMs, 3_000),
    authenticationTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    retry: RETRY,
    logLevel: logger === null ? kafkajs.logLevel.NOTHING : kafkajs.logLevel.INFO,
    logCreator: () => (entry) => {
      const { message, timestamp: _, ...fields } = entry.log;
      logger?.debug({ ...fields, namespace: entry.namespace, level: entry.label }, `kafkajs: ${message}`);
    },
  };
  return new kafkajs.Kafka(sasl === null ? config : { ...config, sasl: toSaslOptions(sasl) });
}

function toSaslOptions({ mechanism, username, password }: KafkaSasl): SASLOptions {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}
