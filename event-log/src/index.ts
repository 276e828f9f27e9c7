export { appendDeadLetter } from './append-dead-letter.ts';
export {
  type DeadLetterDetails,
  deadLetterDetailsOf,
  deadLetterOf,
  originalHeadersOf,
  type Parking,
  redrivenBy,
  redrivenMarkOf,
} from './dead-letter.ts';
export {
  checkEventLogVariables,
  checkOutlivesTopics,
  directUrlOf,
  eventLogConfigOf,
  eventLogVariables,
  topicShapeOf,
} from './environment.ts';
export { EventLogError, type EventLogErrorCode, isRefusal } from './errors.ts';
export type {
  EventLog,
  FollowedBatch,
  FollowOptions,
  GroupRecord,
  LogNotice,
  LogRecord,
  NewRecord,
  PartitionPositions,
  Reader,
  SubscribeOptions,
  TopicMismatch,
  TopicSpec,
} from './event-log.ts';
export type { KafkaEventLogOptions } from './kafka/kafka-event-log.ts';
export type { DebugLogger, KafkaSasl } from './kafka/kafkajs.ts';
export { type EventLogConfig, openEventLog } from './open-event-log.ts';
export type { PostgresEventLogOptions } from './postgres/postgres-event-log.ts';
export { type RewriteOptions, rewriteRecords } from './postgres/rewrite.ts';
export { type Reachability, type ReachabilityOptions, watchReachability } from './reachability.ts';
export { createStoppedPlaces, type StoppedPlaces } from './stopped-places.ts';
export { startTopicCreation, type WarningLogger } from './topic-creation.ts';
