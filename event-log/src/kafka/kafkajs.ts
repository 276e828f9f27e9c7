/** The only door to kafkajs: its client, as we set it up, with three faults of version 2.2.4 mended. */
import kafkajs, { type EachBatchHandler, type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs';
import Runner from 'kafkajs/src/consumer/runner.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** Takes what kafkajs itself logs; pino's loggers fit. All of it: what matters is told as notices and errors. */
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

/** Who we are to the brokers. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** What kafkajs is to do when something fails, before we begin anew: for about 2.5 s. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 } as const;

/** Makes the client; it connects when it is used. */
export function createKafka(connection: KafkaConnection): Kafka {
  mendKafkajs();
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

/** An `eachBatch` that is told before the group is joined again, while commits still count. */
export type EachBatch = EachBatchHandler & { beforeRejoin?(): Promise<void> };

/**
 * Mends kafkajs 2.2.4, once:
 *
 * - An idle connection sets a timer again and again, 900 times a second, each with a negative time.
 * - A heartbeat that learns of a rebalance leads straight to the next join: here work is drained and committed first.
 * - A commit that fails is tried again after a rejoin, with the old value: then it could undo another member's.
 */
function mendKafkajs(): void {
  if (RequestQueue.prototype.scheduleCheckPendingRequests === scheduleCheck) return;
  RequestQueue.prototype.scheduleCheckPendingRequests = scheduleCheck;
  const heartbeat = Runner.prototype.heartbeat;
  Runner.prototype.heartbeat = async function (this: Runner) {
    try {
      await heartbeat.call(this);
    } catch (error) {
      if (isRebalance(error)) await (this.eachBatch as EachBatch | undefined)?.beforeRejoin?.();
      throw error;
    }
  };
  Runner.prototype.commitOffsets = async function (this: Runner, offsets) {
    if (this.running) await this.consumerGroup.commitOffsets(offsets);
  };
}

function scheduleCheck(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return; // push and fulfil call us again
  const check = () => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  };
  this.throttleCheckTimeoutId = setTimeout(check, Math.max(this.throttledUntil - Date.now(), 10));
}

function isRebalance(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'REBALANCE_IN_PROGRESS';
}
