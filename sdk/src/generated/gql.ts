/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment DeliveryErrorFields on DeliveryError {\n    code\n    message\n    retryable\n  }\n": typeof types.DeliveryErrorFieldsFragmentDoc,
    "\n  fragment DeliveryFields on Delivery {\n    id\n    appointmentId\n    channel\n    status\n    attempts\n    provider\n    providerMessageId\n    error {\n      ...DeliveryErrorFields\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n": typeof types.DeliveryFieldsFragmentDoc,
    "\n  fragment AppointmentFields on Appointment {\n    id\n    userId\n    title\n    location\n    time\n    timeZone\n    durationMinutes\n    email\n    phone\n    notify {\n      email\n      sms\n    }\n    createdAt\n    deliveries {\n      ...DeliveryFields\n    }\n  }\n": typeof types.AppointmentFieldsFragmentDoc,
    "\n    query Installation {\n      installation {\n        defaultCountry\n      }\n    }\n  ": typeof types.InstallationDocument,
    "\n    query Me {\n      me {\n        id\n        role\n      }\n    }\n  ": typeof types.MeDocument,
    "\n    query Appointment($id: ID!) {\n      appointment(id: $id) {\n        ...AppointmentFields\n      }\n    }\n  ": typeof types.AppointmentDocument,
    "\n    query Appointments($first: Int, $after: String, $filter: AppointmentFilter) {\n      appointments(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...AppointmentFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": typeof types.AppointmentsDocument,
    "\n    query Delivery($id: ID!) {\n      delivery(id: $id) {\n        ...DeliveryFields\n        history {\n          status\n          attempt\n          provider\n          providerMessageId\n          error {\n            ...DeliveryErrorFields\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  ": typeof types.DeliveryDocument,
    "\n    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter) {\n      deliveries(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...DeliveryFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": typeof types.DeliveriesDocument,
    "\n    query DeliveryCounts($since: DateTime) {\n      deliveryCounts(since: $since) {\n        channel\n        status\n        count\n      }\n    }\n  ": typeof types.DeliveryCountsDocument,
    "\n    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!) {\n      deliveryStatistics(since: $since, until: $until, bucket: $bucket) {\n        start\n        channel\n        status\n        errorCode\n        count\n        p50Ms\n        p95Ms\n      }\n    }\n  ": typeof types.DeliveryStatisticsDocument,
    "\n    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!) {\n      deliveryTimings(since: $since, until: $until, bucket: $bucket) {\n        start\n        channel\n        sent\n        p50Ms\n        p95Ms\n      }\n    }\n  ": typeof types.DeliveryTimingsDocument,
    "\n    query Problems {\n      problems {\n        channel\n        code\n        waiting\n        since\n      }\n    }\n  ": typeof types.ProblemsDocument,
    "\n    query FeedCursor($appointmentId: ID) {\n      feedCursor(appointmentId: $appointmentId)\n    }\n  ": typeof types.FeedCursorDocument,
    "\n    mutation CreateAppointment($input: CreateAppointmentInput!) {\n      createAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": typeof types.CreateAppointmentDocument,
    "\n    mutation RetryDelivery($input: RetryDeliveryInput!) {\n      retryDelivery(input: $input) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": typeof types.RetryDeliveryDocument,
    "\n    mutation RetryDeliveries($ids: [ID!]!) {\n      retryDeliveries(ids: $ids) {\n        deliveries {\n          ...DeliveryFields\n        }\n        refused {\n          id\n          code\n        }\n      }\n    }\n  ": typeof types.RetryDeliveriesDocument,
    "\n    mutation AcknowledgeDelivery($id: ID!, $note: String) {\n      acknowledgeDelivery(id: $id, note: $note) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": typeof types.AcknowledgeDeliveryDocument,
    "\n    subscription DeliveryStatusChanged($appointmentId: ID, $after: String) {\n      deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n        cursor\n        replayed\n        deliveryId\n        appointmentId\n        channel\n        status\n        attempt\n        error {\n          ...DeliveryErrorFields\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  ": typeof types.DeliveryStatusChangedDocument,
};
const documents: Documents = {
    "\n  fragment DeliveryErrorFields on DeliveryError {\n    code\n    message\n    retryable\n  }\n": types.DeliveryErrorFieldsFragmentDoc,
    "\n  fragment DeliveryFields on Delivery {\n    id\n    appointmentId\n    channel\n    status\n    attempts\n    provider\n    providerMessageId\n    error {\n      ...DeliveryErrorFields\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n": types.DeliveryFieldsFragmentDoc,
    "\n  fragment AppointmentFields on Appointment {\n    id\n    userId\n    title\n    location\n    time\n    timeZone\n    durationMinutes\n    email\n    phone\n    notify {\n      email\n      sms\n    }\n    createdAt\n    deliveries {\n      ...DeliveryFields\n    }\n  }\n": types.AppointmentFieldsFragmentDoc,
    "\n    query Installation {\n      installation {\n        defaultCountry\n      }\n    }\n  ": types.InstallationDocument,
    "\n    query Me {\n      me {\n        id\n        role\n      }\n    }\n  ": types.MeDocument,
    "\n    query Appointment($id: ID!) {\n      appointment(id: $id) {\n        ...AppointmentFields\n      }\n    }\n  ": types.AppointmentDocument,
    "\n    query Appointments($first: Int, $after: String, $filter: AppointmentFilter) {\n      appointments(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...AppointmentFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": types.AppointmentsDocument,
    "\n    query Delivery($id: ID!) {\n      delivery(id: $id) {\n        ...DeliveryFields\n        history {\n          status\n          attempt\n          provider\n          providerMessageId\n          error {\n            ...DeliveryErrorFields\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  ": types.DeliveryDocument,
    "\n    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter) {\n      deliveries(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...DeliveryFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": types.DeliveriesDocument,
    "\n    query DeliveryCounts($since: DateTime) {\n      deliveryCounts(since: $since) {\n        channel\n        status\n        count\n      }\n    }\n  ": types.DeliveryCountsDocument,
    "\n    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!) {\n      deliveryStatistics(since: $since, until: $until, bucket: $bucket) {\n        start\n        channel\n        status\n        errorCode\n        count\n        p50Ms\n        p95Ms\n      }\n    }\n  ": types.DeliveryStatisticsDocument,
    "\n    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!) {\n      deliveryTimings(since: $since, until: $until, bucket: $bucket) {\n        start\n        channel\n        sent\n        p50Ms\n        p95Ms\n      }\n    }\n  ": types.DeliveryTimingsDocument,
    "\n    query Problems {\n      problems {\n        channel\n        code\n        waiting\n        since\n      }\n    }\n  ": types.ProblemsDocument,
    "\n    query FeedCursor($appointmentId: ID) {\n      feedCursor(appointmentId: $appointmentId)\n    }\n  ": types.FeedCursorDocument,
    "\n    mutation CreateAppointment($input: CreateAppointmentInput!) {\n      createAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": types.CreateAppointmentDocument,
    "\n    mutation RetryDelivery($input: RetryDeliveryInput!) {\n      retryDelivery(input: $input) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": types.RetryDeliveryDocument,
    "\n    mutation RetryDeliveries($ids: [ID!]!) {\n      retryDeliveries(ids: $ids) {\n        deliveries {\n          ...DeliveryFields\n        }\n        refused {\n          id\n          code\n        }\n      }\n    }\n  ": types.RetryDeliveriesDocument,
    "\n    mutation AcknowledgeDelivery($id: ID!, $note: String) {\n      acknowledgeDelivery(id: $id, note: $note) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": types.AcknowledgeDeliveryDocument,
    "\n    subscription DeliveryStatusChanged($appointmentId: ID, $after: String) {\n      deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n        cursor\n        replayed\n        deliveryId\n        appointmentId\n        channel\n        status\n        attempt\n        error {\n          ...DeliveryErrorFields\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  ": types.DeliveryStatusChangedDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryErrorFields on DeliveryError {\n    code\n    message\n    retryable\n  }\n"): typeof import('./graphql.ts').DeliveryErrorFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryFields on Delivery {\n    id\n    appointmentId\n    channel\n    status\n    attempts\n    provider\n    providerMessageId\n    error {\n      ...DeliveryErrorFields\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n"): typeof import('./graphql.ts').DeliveryFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AppointmentFields on Appointment {\n    id\n    userId\n    title\n    location\n    time\n    timeZone\n    durationMinutes\n    email\n    phone\n    notify {\n      email\n      sms\n    }\n    createdAt\n    deliveries {\n      ...DeliveryFields\n    }\n  }\n"): typeof import('./graphql.ts').AppointmentFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Installation {\n      installation {\n        defaultCountry\n      }\n    }\n  "): typeof import('./graphql.ts').InstallationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Me {\n      me {\n        id\n        role\n      }\n    }\n  "): typeof import('./graphql.ts').MeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Appointment($id: ID!) {\n      appointment(id: $id) {\n        ...AppointmentFields\n      }\n    }\n  "): typeof import('./graphql.ts').AppointmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Appointments($first: Int, $after: String, $filter: AppointmentFilter) {\n      appointments(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...AppointmentFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').AppointmentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Delivery($id: ID!) {\n      delivery(id: $id) {\n        ...DeliveryFields\n        history {\n          status\n          attempt\n          provider\n          providerMessageId\n          error {\n            ...DeliveryErrorFields\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter) {\n      deliveries(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...DeliveryFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryCounts($since: DateTime) {\n      deliveryCounts(since: $since) {\n        channel\n        status\n        count\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryCountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!) {\n      deliveryStatistics(since: $since, until: $until, bucket: $bucket) {\n        start\n        channel\n        status\n        errorCode\n        count\n        p50Ms\n        p95Ms\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryStatisticsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!) {\n      deliveryTimings(since: $since, until: $until, bucket: $bucket) {\n        start\n        channel\n        sent\n        p50Ms\n        p95Ms\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryTimingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Problems {\n      problems {\n        channel\n        code\n        waiting\n        since\n      }\n    }\n  "): typeof import('./graphql.ts').ProblemsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query FeedCursor($appointmentId: ID) {\n      feedCursor(appointmentId: $appointmentId)\n    }\n  "): typeof import('./graphql.ts').FeedCursorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation CreateAppointment($input: CreateAppointmentInput!) {\n      createAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  "): typeof import('./graphql.ts').CreateAppointmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation RetryDelivery($input: RetryDeliveryInput!) {\n      retryDelivery(input: $input) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').RetryDeliveryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation RetryDeliveries($ids: [ID!]!) {\n      retryDeliveries(ids: $ids) {\n        deliveries {\n          ...DeliveryFields\n        }\n        refused {\n          id\n          code\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').RetryDeliveriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation AcknowledgeDelivery($id: ID!, $note: String) {\n      acknowledgeDelivery(id: $id, note: $note) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').AcknowledgeDeliveryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    subscription DeliveryStatusChanged($appointmentId: ID, $after: String) {\n      deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n        cursor\n        replayed\n        deliveryId\n        appointmentId\n        channel\n        status\n        attempt\n        error {\n          ...DeliveryErrorFields\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryStatusChangedDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
