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
export {
  type DecodedEvent,
  decode,
  type EncodedEvent,
  EventError,
  type EventProblem,
  encode,
  encodeTrusted,
} from './codec.ts';
export { countryListSchema, countrySchema, isAllowedNumber, recipientOf } from './contact.ts';
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
export { isEmailAddress, type ReadEmailAddress, readEmailAddress } from './email-address.ts';
export { formatInstant, serverSource } from './envelope.ts';
export { deliveryIdOf, eventUserIdOf, isUuidOrInt, statusEventIdOf } from './ids.ts';
export { hasPhoneNumber, isPhoneNumber, type ReadPhoneNumber, readE164, readWrittenNumber } from './phone-number.ts';
export { type RetryRequested, retryRequestedSchema } from './retry-requested.ts';
export { limits, storableText } from './text.ts';
export { visibleText, withoutInvisibles } from './visible-text.ts';
