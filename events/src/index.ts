export {
  type AppointmentCreated,
  appointmentCreatedSchema,
  isLocale,
  isTimeZone,
} from './appointment-created.ts';
export {
  catalogue,
  deadLetterTopicOf,
  type Event,
  type EventByType,
  type EventType,
  eventTypes,
  topicSpecsOf,
} from './catalogue.ts';
export { type DecodedEvent, decode, type EncodedEvent, EventError, type EventProblem, encode } from './codec.ts';
export { countryListSchema, isAllowedNumber, recipientOf } from './contact.ts';
export {
  advances,
  type ChannelName,
  channelNames,
  type DeliveryErrorCode,
  type DeliveryStatus,
  type DeliveryStep,
  deliveryErrorCodes,
  deliveryStatuses,
  isFinal,
  rankOf,
} from './delivery-status.ts';
export {
  type DeliveryError,
  type DeliveryStatusChanged,
  deliveryStatusChangedSchema,
} from './delivery-status-changed.ts';
export { formatInstant, serverSource } from './envelope.ts';
export { deliveryIdOf, eventUserIdOf, isUuidOrInt, statusEventIdOf } from './ids.ts';
export { type RetryRequested, retryRequestedSchema } from './retry-requested.ts';
export { limits, storableText } from './text.ts';
