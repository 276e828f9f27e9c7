import { EventLogError, type EventLogErrorCode } from '../errors.ts';

/** Protocol errors by the name Kafka gives them: https://kafka.apache.org/protocol#protocol_error_codes */
const CODES: Readonly<Record<string, EventLogErrorCode>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'UNKNOWN_TOPIC',
  INVALID_TOPIC_EXCEPTION: 'UNKNOWN_TOPIC',
  MESSAGE_TOO_LARGE: 'RECORD_TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'RECORD_TOO_LARGE',
  INVALID_RECORD: 'RECORD_REFUSED',
  INVALID_TIMESTAMP: 'RECORD_REFUSED',
  TOPIC_AUTHORIZATION_FAILED: 'UNAUTHORIZED',
  GROUP_AUTHORIZATION_FAILED: 'UNAUTHORIZED',
  CLUSTER_AUTHORIZATION_FAILED: 'UNAUTHORIZED',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'UNAUTHORIZED',
  SASL_AUTHENTICATION_FAILED: 'UNAUTHORIZED',
  UNSUPPORTED_SASL_MECHANISM: 'UNAUTHORIZED',
  ILLEGAL_SASL_STATE: 'UNAUTHORIZED',
};

/** kafkajs's own errors that come from the connection, or from a broker that is not available. */
const UNREACHABLE = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSLockTimeout',
  'KafkaJSTimeout',
  'KafkaJSNumberOfRetriesExceeded',
]);

/** Classifies a failure of Kafka, or of the connection to it. */
export function toEventLogError(error: unknown): EventLogError {
  if (error instanceof EventLogError) return error;
  if (!(error instanceof Error)) return new EventLogError('UNEXPECTED', String(error));
  const chain = causesOf(error);
  const root = chain.at(-1) ?? error;
  for (const one of chain) {
    const code = 'type' in one && typeof one.type === 'string' ? CODES[one.type] : undefined;
    if (code !== undefined) return new EventLogError(code, `Kafka answered: ${one.message}`, { cause: error });
    if (one.name === 'KafkaJSSASLAuthenticationError') {
      return new EventLogError('UNAUTHORIZED', `Kafka refused: ${one.message}`, { cause: error });
    }
  }
  const mayPass = chain.some((one) => UNREACHABLE.has(one.name) || ('retriable' in one && one.retriable === true));
  if (mayPass) return new EventLogError('UNREACHABLE', `Kafka is not available: ${root.message}`, { cause: error });
  return new EventLogError('UNEXPECTED', `Kafka or its client failed: ${root.message}`, { cause: error });
}

/** The error and what caused it, outermost first, with the parts of an aggregate. */
function causesOf(error: Error): Error[] {
  const chain: Error[] = [];
  const visit = (one: unknown) => {
    if (!(one instanceof Error) || chain.includes(one) || chain.length > 20) return;
    chain.push(one);
    visit(one.cause);
    if ('errors' in one && Array.isArray(one.errors)) one.errors.forEach(visit);
  };
  visit(error);
  return chain;
}
