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
    "\n  query AppointmentPage($id: ID!) {\n    appointment(id: $id) {\n      id\n      title\n      location\n      time\n      timeZone\n      durationMinutes\n      email\n      phone\n      deliveries {\n        id\n        channel\n        history {\n          status\n          attempt\n          error {\n            code\n            message\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  }\n": typeof types.AppointmentPageDocument,
    "\n  query AppointmentList($first: Int, $after: String) {\n    appointments(first: $first, after: $after) {\n      nodes {\n        id\n        title\n        location\n        time\n        timeZone\n        deliveries {\n          id\n          channel\n          status\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.AppointmentListDocument,
    "\n  mutation Book($input: CreateAppointmentInput!) {\n    createAppointment(input: $input) {\n      appointment {\n        id\n      }\n      feedCursor\n    }\n  }\n": typeof types.BookDocument,
    "\n  query FeedCursor($appointmentId: ID) {\n    feedCursor(appointmentId: $appointmentId)\n  }\n": typeof types.FeedCursorDocument,
    "\n  subscription DeliveryStatus($appointmentId: ID, $after: String) {\n    deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n      cursor\n      deliveryId\n      appointmentId\n      channel\n      status\n      attempt\n      error {\n        code\n        message\n      }\n      nextAttemptAt\n      occurredAt\n    }\n  }\n": typeof types.DeliveryStatusDocument,
    "\n  query DeliveryDesk($first: Int) {\n    deliveries(first: $first) {\n      nodes {\n        id\n        appointmentId\n        appointment {\n          id\n          title\n          time\n          timeZone\n        }\n        channel\n        status\n        attempts\n        error {\n          code\n          message\n        }\n        nextAttemptAt\n        createdAt\n        updatedAt\n      }\n    }\n  }\n": typeof types.DeliveryDeskDocument,
};
const documents: Documents = {
    "\n  query AppointmentPage($id: ID!) {\n    appointment(id: $id) {\n      id\n      title\n      location\n      time\n      timeZone\n      durationMinutes\n      email\n      phone\n      deliveries {\n        id\n        channel\n        history {\n          status\n          attempt\n          error {\n            code\n            message\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  }\n": types.AppointmentPageDocument,
    "\n  query AppointmentList($first: Int, $after: String) {\n    appointments(first: $first, after: $after) {\n      nodes {\n        id\n        title\n        location\n        time\n        timeZone\n        deliveries {\n          id\n          channel\n          status\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.AppointmentListDocument,
    "\n  mutation Book($input: CreateAppointmentInput!) {\n    createAppointment(input: $input) {\n      appointment {\n        id\n      }\n      feedCursor\n    }\n  }\n": types.BookDocument,
    "\n  query FeedCursor($appointmentId: ID) {\n    feedCursor(appointmentId: $appointmentId)\n  }\n": types.FeedCursorDocument,
    "\n  subscription DeliveryStatus($appointmentId: ID, $after: String) {\n    deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n      cursor\n      deliveryId\n      appointmentId\n      channel\n      status\n      attempt\n      error {\n        code\n        message\n      }\n      nextAttemptAt\n      occurredAt\n    }\n  }\n": types.DeliveryStatusDocument,
    "\n  query DeliveryDesk($first: Int) {\n    deliveries(first: $first) {\n      nodes {\n        id\n        appointmentId\n        appointment {\n          id\n          title\n          time\n          timeZone\n        }\n        channel\n        status\n        attempts\n        error {\n          code\n          message\n        }\n        nextAttemptAt\n        createdAt\n        updatedAt\n      }\n    }\n  }\n": types.DeliveryDeskDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AppointmentPage($id: ID!) {\n    appointment(id: $id) {\n      id\n      title\n      location\n      time\n      timeZone\n      durationMinutes\n      email\n      phone\n      deliveries {\n        id\n        channel\n        history {\n          status\n          attempt\n          error {\n            code\n            message\n          }\n          nextAttemptAt\n          occurredAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AppointmentPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AppointmentList($first: Int, $after: String) {\n    appointments(first: $first, after: $after) {\n      nodes {\n        id\n        title\n        location\n        time\n        timeZone\n        deliveries {\n          id\n          channel\n          status\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AppointmentListDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Book($input: CreateAppointmentInput!) {\n    createAppointment(input: $input) {\n      appointment {\n        id\n      }\n      feedCursor\n    }\n  }\n"): typeof import('./graphql.ts').BookDocument;
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
export function graphql(source: "\n  query DeliveryDesk($first: Int) {\n    deliveries(first: $first) {\n      nodes {\n        id\n        appointmentId\n        appointment {\n          id\n          title\n          time\n          timeZone\n        }\n        channel\n        status\n        attempts\n        error {\n          code\n          message\n        }\n        nextAttemptAt\n        createdAt\n        updatedAt\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeliveryDeskDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
