export { isLocale, isTimeZone } from './appointment.ts';
export {
  type AppointmentCancelled,
  type AppointmentCreated,
  type AppointmentEvent,
  type AppointmentRescheduled,
  appointmentCancelledSchema,
  appointmentCreatedSchema,
  appointmentRescheduledSchema,
  kindOf,
  type ReminderDue,
  reminderDueSchema,
  sequenceOf,
} from './appointment-event.ts';
export {
  catalogue,
  DEAD_LETTER_RETENTION_DAYS,
  deadLetterTopicOf,
  type Event,
  type EventByType,
  type EventType,
  eventTypes,
  type Topic,
  type TypeIn,
  topicSpecsOf,
  topics,
  typesIn,
} from './catalogue.ts';
export {
  type DecodedEvent,
  decode,
  decodeAppointmentEvent,
  decodeFrom,
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
  type DeliveryKind,
  type DeliveryStatus,
  type DeliveryStep,
  deliveryErrorCodes,
  deliveryKinds,
  deliveryStatuses,
  isFinal,
  rankOf,
} from './delivery-status.ts';
export {
  type DeliveryError,
  type DeliveryStatusChanged,
  deliveryStatusChangedSchema,
} from './delivery-status-changed.ts';
export { durationSchema, formatDuration, readDuration } from './duration.ts';
export { isEmailAddress, type ReadEmailAddress, readEmailAddress } from './email-address.ts';
export { formatInstant, serverSource } from './envelope.ts';
export { deliveryIdOf, eventUserIdOf, isUuidOrInt, statusEventIdOf } from './ids.ts';
export { maskedRecipient } from './masked-recipient.ts';
export { hasPhoneNumber, isPhoneNumber, type ReadPhoneNumber, readE164, readWrittenNumber } from './phone-number.ts';
export { isAddress } from './place.ts';
export { type Contact, contactSchema, httpsUrlOf, mailtoUri, pageUrlOf, readContact } from './public-contact.ts';
export {
  type ReferencedIds,
  readReference,
  referenceOf,
  referencePrefixSchema,
} from './reference.ts';
export { type RetryRequested, retryRequestedSchema } from './retry-requested.ts';
export { searchedNumber } from './searched-number.ts';
export { limits, storableText } from './text.ts';
export { visibleText, withoutInvisibles } from './visible-text.ts';
