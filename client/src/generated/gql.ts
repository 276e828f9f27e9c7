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
    "\n  query AppointmentPage($id: ID!) {\n    appointment(id: $id) {\n      id\n      title\n      location\n      time\n      timeZone\n      durationMinutes\n      createdAt\n      email\n      phone\n      deliveries {\n        id\n        channel\n        history {\n          status\n          attempt\n          error {\n            code\n            message\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  }\n": typeof types.AppointmentPageDocument,
    "\n  query AppointmentList($first: Int, $after: String) {\n    appointments(first: $first, after: $after) {\n      nodes {\n        id\n        title\n        location\n        time\n        timeZone\n        deliveries {\n          id\n          channel\n          status\n          attempts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.AppointmentListDocument,
    "\n  mutation Book($input: CreateAppointmentInput!) {\n    createAppointment(input: $input) {\n      appointment {\n        id\n      }\n      feedCursor\n    }\n  }\n": typeof types.BookDocument,
    "\n  query Installation {\n    installation {\n      defaultCountry\n    }\n  }\n": typeof types.InstallationDocument,
    "\n  query FeedCursor($appointmentId: ID) {\n    feedCursor(appointmentId: $appointmentId)\n  }\n": typeof types.FeedCursorDocument,
    "\n  subscription DeliveryStatus($appointmentId: ID, $after: String) {\n    deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n      cursor\n      deliveryId\n      appointmentId\n      channel\n      status\n      attempt\n      error {\n        code\n        message\n      }\n      nextAttemptAt\n      occurredAt\n    }\n  }\n": typeof types.DeliveryStatusDocument,
    "\n  query DeskDeliveries($first: Int, $after: String, $filter: DeliveryFilter) {\n    deliveries(first: $first, after: $after, filter: $filter) {\n      nodes {\n        ...DeskRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n  fragment DeskRow on Delivery {\n    id\n    appointmentId\n    appointment {\n      id\n      title\n      time\n      timeZone\n      email\n      phone\n    }\n    channel\n    status\n    attempts\n    error {\n      code\n      message\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n": typeof types.DeskDeliveriesDocument,
    "\n  query DeskDelivery($id: ID!) {\n    delivery(id: $id) {\n      id\n      appointmentId\n      appointment {\n        id\n        title\n        time\n        timeZone\n        location\n        email\n        phone\n      }\n      channel\n      status\n      createdAt\n      acknowledgement {\n        by\n        note\n        at\n      }\n      history {\n        status\n        attempt\n        provider\n        providerMessageId\n        error {\n          code\n          message\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  }\n": typeof types.DeskDeliveryDocument,
    "\n  mutation DeskRetry($input: RetryDeliveryInput!) {\n    retryDelivery(input: $input) {\n      delivery {\n        id\n      }\n    }\n  }\n": typeof types.DeskRetryDocument,
    "\n  mutation DeskRetryMany($ids: [ID!]!) {\n    retryDeliveries(ids: $ids) {\n      deliveries {\n        id\n      }\n      refused {\n        id\n        code\n      }\n    }\n  }\n": typeof types.DeskRetryManyDocument,
    "\n  mutation DeskAcknowledge($id: ID!, $note: String) {\n    acknowledgeDelivery(id: $id, note: $note) {\n      delivery {\n        id\n      }\n    }\n  }\n": typeof types.DeskAcknowledgeDocument,
    "\n  query DeskProblems {\n    problems {\n      channel\n      code\n      waiting\n      since\n    }\n  }\n": typeof types.DeskProblemsDocument,
    "\n  query DeskStatistics($since: DateTime!, $until: DateTime!, $bucket: Bucket!) {\n    deliveryStatistics(since: $since, until: $until, bucket: $bucket) {\n      start\n      channel\n      status\n      errorCode\n      count\n    }\n    deliveryTimings(since: $since, until: $until, bucket: $bucket) {\n      start\n      channel\n      sent\n      p50Ms\n      p95Ms\n    }\n  }\n": typeof types.DeskStatisticsDocument,
};
const documents: Documents = {
    "\n  query AppointmentPage($id: ID!) {\n    appointment(id: $id) {\n      id\n      title\n      location\n      time\n      timeZone\n      durationMinutes\n      createdAt\n      email\n      phone\n      deliveries {\n        id\n        channel\n        history {\n          status\n          attempt\n          error {\n            code\n            message\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  }\n": types.AppointmentPageDocument,
    "\n  query AppointmentList($first: Int, $after: String) {\n    appointments(first: $first, after: $after) {\n      nodes {\n        id\n        title\n        location\n        time\n        timeZone\n        deliveries {\n          id\n          channel\n          status\n          attempts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.AppointmentListDocument,
    "\n  mutation Book($input: CreateAppointmentInput!) {\n    createAppointment(input: $input) {\n      appointment {\n        id\n      }\n      feedCursor\n    }\n  }\n": types.BookDocument,
    "\n  query Installation {\n    installation {\n      defaultCountry\n    }\n  }\n": types.InstallationDocument,
    "\n  query FeedCursor($appointmentId: ID) {\n    feedCursor(appointmentId: $appointmentId)\n  }\n": types.FeedCursorDocument,
    "\n  subscription DeliveryStatus($appointmentId: ID, $after: String) {\n    deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n      cursor\n      deliveryId\n      appointmentId\n      channel\n      status\n      attempt\n      error {\n        code\n        message\n      }\n      nextAttemptAt\n      occurredAt\n    }\n  }\n": types.DeliveryStatusDocument,
    "\n  query DeskDeliveries($first: Int, $after: String, $filter: DeliveryFilter) {\n    deliveries(first: $first, after: $after, filter: $filter) {\n      nodes {\n        ...DeskRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n  fragment DeskRow on Delivery {\n    id\n    appointmentId\n    appointment {\n      id\n      title\n      time\n      timeZone\n      email\n      phone\n    }\n    channel\n    status\n    attempts\n    error {\n      code\n      message\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n": types.DeskDeliveriesDocument,
    "\n  query DeskDelivery($id: ID!) {\n    delivery(id: $id) {\n      id\n      appointmentId\n      appointment {\n        id\n        title\n        time\n        timeZone\n        location\n        email\n        phone\n      }\n      channel\n      status\n      createdAt\n      acknowledgement {\n        by\n        note\n        at\n      }\n      history {\n        status\n        attempt\n        provider\n        providerMessageId\n        error {\n          code\n          message\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  }\n": types.DeskDeliveryDocument,
    "\n  mutation DeskRetry($input: RetryDeliveryInput!) {\n    retryDelivery(input: $input) {\n      delivery {\n        id\n      }\n    }\n  }\n": types.DeskRetryDocument,
    "\n  mutation DeskRetryMany($ids: [ID!]!) {\n    retryDeliveries(ids: $ids) {\n      deliveries {\n        id\n      }\n      refused {\n        id\n        code\n      }\n    }\n  }\n": types.DeskRetryManyDocument,
    "\n  mutation DeskAcknowledge($id: ID!, $note: String) {\n    acknowledgeDelivery(id: $id, note: $note) {\n      delivery {\n        id\n      }\n    }\n  }\n": types.DeskAcknowledgeDocument,
    "\n  query DeskProblems {\n    problems {\n      channel\n      code\n      waiting\n      since\n    }\n  }\n": types.DeskProblemsDocument,
    "\n  query DeskStatistics($since: DateTime!, $until: DateTime!, $bucket: Bucket!) {\n    deliveryStatistics(since: $since, until: $until, bucket: $bucket) {\n      start\n      channel\n      status\n      errorCode\n      count\n    }\n    deliveryTimings(since: $since, until: $until, bucket: $bucket) {\n      start\n      channel\n      sent\n      p50Ms\n      p95Ms\n    }\n  }\n": types.DeskStatisticsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AppointmentPage($id: ID!) {\n    appointment(id: $id) {\n      id\n      title\n      location\n      time\n      timeZone\n      durationMinutes\n      createdAt\n      email\n      phone\n      deliveries {\n        id\n        channel\n        history {\n          status\n          attempt\n          error {\n            code\n            message\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AppointmentPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AppointmentList($first: Int, $after: String) {\n    appointments(first: $first, after: $after) {\n      nodes {\n        id\n        title\n        location\n        time\n        timeZone\n        deliveries {\n          id\n          channel\n          status\n          attempts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AppointmentListDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Book($input: CreateAppointmentInput!) {\n    createAppointment(input: $input) {\n      appointment {\n        id\n      }\n      feedCursor\n    }\n  }\n"): typeof import('./graphql.ts').BookDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Installation {\n    installation {\n      defaultCountry\n    }\n  }\n"): typeof import('./graphql.ts').InstallationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FeedCursor($appointmentId: ID) {\n    feedCursor(appointmentId: $appointmentId)\n  }\n"): typeof import('./graphql.ts').FeedCursorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription DeliveryStatus($appointmentId: ID, $after: String) {\n    deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n      cursor\n      deliveryId\n      appointmentId\n      channel\n      status\n      attempt\n      error {\n        code\n        message\n      }\n      nextAttemptAt\n      occurredAt\n    }\n  }\n"): typeof import('./graphql.ts').DeliveryStatusDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeskDeliveries($first: Int, $after: String, $filter: DeliveryFilter) {\n    deliveries(first: $first, after: $after, filter: $filter) {\n      nodes {\n        ...DeskRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n  fragment DeskRow on Delivery {\n    id\n    appointmentId\n    appointment {\n      id\n      title\n      time\n      timeZone\n      email\n      phone\n    }\n    channel\n    status\n    attempts\n    error {\n      code\n      message\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n"): typeof import('./graphql.ts').DeskDeliveriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeskDelivery($id: ID!) {\n    delivery(id: $id) {\n      id\n      appointmentId\n      appointment {\n        id\n        title\n        time\n        timeZone\n        location\n        email\n        phone\n      }\n      channel\n      status\n      createdAt\n      acknowledgement {\n        by\n        note\n        at\n      }\n      history {\n        status\n        attempt\n        provider\n        providerMessageId\n        error {\n          code\n          message\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeskDeliveryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeskRetry($input: RetryDeliveryInput!) {\n    retryDelivery(input: $input) {\n      delivery {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeskRetryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeskRetryMany($ids: [ID!]!) {\n    retryDeliveries(ids: $ids) {\n      deliveries {\n        id\n      }\n      refused {\n        id\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeskRetryManyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeskAcknowledge($id: ID!, $note: String) {\n    acknowledgeDelivery(id: $id, note: $note) {\n      delivery {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeskAcknowledgeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeskProblems {\n    problems {\n      channel\n      code\n      waiting\n      since\n    }\n  }\n"): typeof import('./graphql.ts').DeskProblemsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeskStatistics($since: DateTime!, $until: DateTime!, $bucket: Bucket!) {\n    deliveryStatistics(since: $since, until: $until, bucket: $bucket) {\n      start\n      channel\n      status\n      errorCode\n      count\n    }\n    deliveryTimings(since: $since, until: $until, bucket: $bucket) {\n      start\n      channel\n      sent\n      p50Ms\n      p95Ms\n    }\n  }\n"): typeof import('./graphql.ts').DeskStatisticsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
