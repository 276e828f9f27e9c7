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
    "\n    query Installation {\n      installation {\n        reminders {\n          before\n          email\n          sms\n        }\n        guestsMayCancel\n        defaultCountry\n        contact {\n          kind\n          text\n          url\n        }\n      }\n    }\n  ": typeof types.InstallationDocument,
    "\n    query Me {\n      me {\n        id\n        role\n      }\n    }\n  ": typeof types.MeDocument,
    "\n  fragment AppointmentFields on Appointment {\n    id\n    reference\n    userId\n    customerName\n    title\n    location\n    time\n    timeZone\n    durationMinutes\n    email\n    phone\n    notify {\n      email\n      sms\n    }\n    locale\n    createdAt\n    status\n    sequence\n    cancelledAt\n    cancelReason\n    reminders {\n      before\n      dueAt\n      email\n      sms\n      status\n    }\n    deliveries {\n      ...DeliveryFields\n    }\n  }\n": typeof types.AppointmentFieldsFragmentDoc,
    "\n    query Appointment($id: ID!) {\n      appointment(id: $id) {\n        ...AppointmentFields\n        addressCorrections {\n          channel\n          before\n          address\n          at\n          by\n          deliveryId\n        }\n        history {\n          kind\n          sequence\n          at\n          role\n          by\n          time\n          timeZone\n          durationMinutes\n          title\n          location\n          reason\n        }\n      }\n    }\n  ": typeof types.AppointmentDocument,
    "\n    query Appointments($first: Int, $after: String, $filter: AppointmentFilter) {\n      appointments(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...AppointmentFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": typeof types.AppointmentsDocument,
    "\n    mutation CreateAppointment($input: CreateAppointmentInput!) {\n      createAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": typeof types.CreateAppointmentDocument,
    "\n    mutation RescheduleAppointment($input: RescheduleAppointmentInput!) {\n      rescheduleAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": typeof types.RescheduleAppointmentDocument,
    "\n    mutation CancelAppointment($input: CancelAppointmentInput!) {\n      cancelAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": typeof types.CancelAppointmentDocument,
    "\n    query Customers($search: String!, $first: Int) {\n      customers(search: $search, first: $first) {\n        userId\n        name\n        email\n        phone\n        locale\n        lastAppointmentAt\n        appointmentCount\n      }\n    }\n  ": typeof types.CustomersDocument,
    "\n  fragment DeliveryErrorFields on DeliveryError {\n    code\n    message\n    retryable\n  }\n": typeof types.DeliveryErrorFieldsFragmentDoc,
    "\n  fragment DeliveryFields on Delivery {\n    id\n    appointmentId\n    channel\n    kind\n    sequence\n    recipient\n    status\n    attempts\n    provider\n    providerMessageId\n    error {\n      ...DeliveryErrorFields\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n": typeof types.DeliveryFieldsFragmentDoc,
    "\n    query Delivery($id: ID!) {\n      delivery(id: $id) {\n        ...DeliveryFields\n        leftOut {\n          of\n          why\n          text\n        }\n        history {\n          status\n          attempt\n          provider\n          providerMessageId\n          error {\n            ...DeliveryErrorFields\n          }\n          nextAttemptAt\n          occurredAt\n          recipient\n          requestedBy\n        }\n      }\n    }\n  ": typeof types.DeliveryDocument,
    "\n    query DeliveryMessage($id: ID!) {\n      delivery(id: $id) {\n        message {\n          asSent\n          to\n          from\n          replyTo\n          subject\n          text\n          html\n          segments\n          calendar {\n            summary\n            start\n            end\n            location\n            description\n            url\n            isCancelled\n            content\n          }\n        }\n      }\n    }\n  ": typeof types.DeliveryMessageDocument,
    "\n    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter, $orderBy: DeliveryOrder) {\n      deliveries(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n        nodes {\n          ...DeliveryFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": typeof types.DeliveriesDocument,
    "\n    mutation RetryDelivery($input: RetryDeliveryInput!) {\n      retryDelivery(input: $input) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": typeof types.RetryDeliveryDocument,
    "\n    mutation RetryDeliveries($ids: [ID!]!) {\n      retryDeliveries(ids: $ids) {\n        deliveries {\n          ...DeliveryFields\n        }\n        refused {\n          id\n          code\n        }\n      }\n    }\n  ": typeof types.RetryDeliveriesDocument,
    "\n    mutation AcknowledgeDelivery($id: ID!, $note: String) {\n      acknowledgeDelivery(id: $id, note: $note) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": typeof types.AcknowledgeDeliveryDocument,
    "\n    query FeedCursor($appointmentId: ID) {\n      feedCursor(appointmentId: $appointmentId)\n    }\n  ": typeof types.FeedCursorDocument,
    "\n    subscription DeliveryStatusChanged($appointmentId: ID, $after: String) {\n      deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n        cursor\n        replayed\n        deliveryId\n        appointmentId\n        channel\n        status\n        attempt\n        error {\n          ...DeliveryErrorFields\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  ": typeof types.DeliveryStatusChangedDocument,
    "\n  fragment TotalOfFields on TotalOf {\n    total\n    sent\n    delivered\n    failed\n    skipped\n    open\n    p50Ms\n    p95Ms\n  }\n": typeof types.TotalOfFieldsFragmentDoc,
    "\n    query DeliveryCounts($since: DateTime) {\n      deliveryCounts(since: $since) {\n        channel\n        status\n        count\n      }\n    }\n  ": typeof types.DeliveryCountsDocument,
    "\n    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {\n      deliveryStatistics(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {\n        start\n        channel\n        status\n        errorCode\n        count\n        p50Ms\n        p95Ms\n      }\n    }\n  ": typeof types.DeliveryStatisticsDocument,
    "\n    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {\n      deliveryTimings(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {\n        start\n        channel\n        sent\n        p50Ms\n        p95Ms\n      }\n    }\n  ": typeof types.DeliveryTimingsDocument,
    "\n    query DeskSummary($since: DateTime!, $until: DateTime!) {\n      deskSummary(since: $since, until: $until) {\n        openFailures\n        waiting\n        notPickedUp\n        sent\n        delivered\n        failed\n        remindersDue\n      }\n    }\n  ": typeof types.DeskSummaryDocument,
    "\n    query DeliveryTotals($since: DateTime!, $until: DateTime) {\n      deliveryTotals(since: $since, until: $until) {\n        total\n        sent\n        delivered\n        failed\n        skipped\n        open\n        p50Ms\n        p95Ms\n        byChannel {\n          channel\n          ...TotalOfFields\n        }\n        byKind {\n          kind\n          ...TotalOfFields\n        }\n        byError {\n          channel\n          code\n          count\n        }\n      }\n    }\n  ": typeof types.DeliveryTotalsDocument,
    "\n    query Problems {\n      problems {\n        channel\n        code\n        waiting\n        since\n      }\n    }\n  ": typeof types.ProblemsDocument,
};
const documents: Documents = {
    "\n    query Installation {\n      installation {\n        reminders {\n          before\n          email\n          sms\n        }\n        guestsMayCancel\n        defaultCountry\n        contact {\n          kind\n          text\n          url\n        }\n      }\n    }\n  ": types.InstallationDocument,
    "\n    query Me {\n      me {\n        id\n        role\n      }\n    }\n  ": types.MeDocument,
    "\n  fragment AppointmentFields on Appointment {\n    id\n    reference\n    userId\n    customerName\n    title\n    location\n    time\n    timeZone\n    durationMinutes\n    email\n    phone\n    notify {\n      email\n      sms\n    }\n    locale\n    createdAt\n    status\n    sequence\n    cancelledAt\n    cancelReason\n    reminders {\n      before\n      dueAt\n      email\n      sms\n      status\n    }\n    deliveries {\n      ...DeliveryFields\n    }\n  }\n": types.AppointmentFieldsFragmentDoc,
    "\n    query Appointment($id: ID!) {\n      appointment(id: $id) {\n        ...AppointmentFields\n        addressCorrections {\n          channel\n          before\n          address\n          at\n          by\n          deliveryId\n        }\n        history {\n          kind\n          sequence\n          at\n          role\n          by\n          time\n          timeZone\n          durationMinutes\n          title\n          location\n          reason\n        }\n      }\n    }\n  ": types.AppointmentDocument,
    "\n    query Appointments($first: Int, $after: String, $filter: AppointmentFilter) {\n      appointments(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...AppointmentFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": types.AppointmentsDocument,
    "\n    mutation CreateAppointment($input: CreateAppointmentInput!) {\n      createAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": types.CreateAppointmentDocument,
    "\n    mutation RescheduleAppointment($input: RescheduleAppointmentInput!) {\n      rescheduleAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": types.RescheduleAppointmentDocument,
    "\n    mutation CancelAppointment($input: CancelAppointmentInput!) {\n      cancelAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  ": types.CancelAppointmentDocument,
    "\n    query Customers($search: String!, $first: Int) {\n      customers(search: $search, first: $first) {\n        userId\n        name\n        email\n        phone\n        locale\n        lastAppointmentAt\n        appointmentCount\n      }\n    }\n  ": types.CustomersDocument,
    "\n  fragment DeliveryErrorFields on DeliveryError {\n    code\n    message\n    retryable\n  }\n": types.DeliveryErrorFieldsFragmentDoc,
    "\n  fragment DeliveryFields on Delivery {\n    id\n    appointmentId\n    channel\n    kind\n    sequence\n    recipient\n    status\n    attempts\n    provider\n    providerMessageId\n    error {\n      ...DeliveryErrorFields\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n": types.DeliveryFieldsFragmentDoc,
    "\n    query Delivery($id: ID!) {\n      delivery(id: $id) {\n        ...DeliveryFields\n        leftOut {\n          of\n          why\n          text\n        }\n        history {\n          status\n          attempt\n          provider\n          providerMessageId\n          error {\n            ...DeliveryErrorFields\n          }\n          nextAttemptAt\n          occurredAt\n          recipient\n          requestedBy\n        }\n      }\n    }\n  ": types.DeliveryDocument,
    "\n    query DeliveryMessage($id: ID!) {\n      delivery(id: $id) {\n        message {\n          asSent\n          to\n          from\n          replyTo\n          subject\n          text\n          html\n          segments\n          calendar {\n            summary\n            start\n            end\n            location\n            description\n            url\n            isCancelled\n            content\n          }\n        }\n      }\n    }\n  ": types.DeliveryMessageDocument,
    "\n    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter, $orderBy: DeliveryOrder) {\n      deliveries(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n        nodes {\n          ...DeliveryFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  ": types.DeliveriesDocument,
    "\n    mutation RetryDelivery($input: RetryDeliveryInput!) {\n      retryDelivery(input: $input) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": types.RetryDeliveryDocument,
    "\n    mutation RetryDeliveries($ids: [ID!]!) {\n      retryDeliveries(ids: $ids) {\n        deliveries {\n          ...DeliveryFields\n        }\n        refused {\n          id\n          code\n        }\n      }\n    }\n  ": types.RetryDeliveriesDocument,
    "\n    mutation AcknowledgeDelivery($id: ID!, $note: String) {\n      acknowledgeDelivery(id: $id, note: $note) {\n        delivery {\n          ...DeliveryFields\n        }\n      }\n    }\n  ": types.AcknowledgeDeliveryDocument,
    "\n    query FeedCursor($appointmentId: ID) {\n      feedCursor(appointmentId: $appointmentId)\n    }\n  ": types.FeedCursorDocument,
    "\n    subscription DeliveryStatusChanged($appointmentId: ID, $after: String) {\n      deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n        cursor\n        replayed\n        deliveryId\n        appointmentId\n        channel\n        status\n        attempt\n        error {\n          ...DeliveryErrorFields\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  ": types.DeliveryStatusChangedDocument,
    "\n  fragment TotalOfFields on TotalOf {\n    total\n    sent\n    delivered\n    failed\n    skipped\n    open\n    p50Ms\n    p95Ms\n  }\n": types.TotalOfFieldsFragmentDoc,
    "\n    query DeliveryCounts($since: DateTime) {\n      deliveryCounts(since: $since) {\n        channel\n        status\n        count\n      }\n    }\n  ": types.DeliveryCountsDocument,
    "\n    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {\n      deliveryStatistics(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {\n        start\n        channel\n        status\n        errorCode\n        count\n        p50Ms\n        p95Ms\n      }\n    }\n  ": types.DeliveryStatisticsDocument,
    "\n    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {\n      deliveryTimings(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {\n        start\n        channel\n        sent\n        p50Ms\n        p95Ms\n      }\n    }\n  ": types.DeliveryTimingsDocument,
    "\n    query DeskSummary($since: DateTime!, $until: DateTime!) {\n      deskSummary(since: $since, until: $until) {\n        openFailures\n        waiting\n        notPickedUp\n        sent\n        delivered\n        failed\n        remindersDue\n      }\n    }\n  ": types.DeskSummaryDocument,
    "\n    query DeliveryTotals($since: DateTime!, $until: DateTime) {\n      deliveryTotals(since: $since, until: $until) {\n        total\n        sent\n        delivered\n        failed\n        skipped\n        open\n        p50Ms\n        p95Ms\n        byChannel {\n          channel\n          ...TotalOfFields\n        }\n        byKind {\n          kind\n          ...TotalOfFields\n        }\n        byError {\n          channel\n          code\n          count\n        }\n      }\n    }\n  ": types.DeliveryTotalsDocument,
    "\n    query Problems {\n      problems {\n        channel\n        code\n        waiting\n        since\n      }\n    }\n  ": types.ProblemsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Installation {\n      installation {\n        reminders {\n          before\n          email\n          sms\n        }\n        guestsMayCancel\n        defaultCountry\n        contact {\n          kind\n          text\n          url\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').InstallationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Me {\n      me {\n        id\n        role\n      }\n    }\n  "): typeof import('./graphql.ts').MeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AppointmentFields on Appointment {\n    id\n    reference\n    userId\n    customerName\n    title\n    location\n    time\n    timeZone\n    durationMinutes\n    email\n    phone\n    notify {\n      email\n      sms\n    }\n    locale\n    createdAt\n    status\n    sequence\n    cancelledAt\n    cancelReason\n    reminders {\n      before\n      dueAt\n      email\n      sms\n      status\n    }\n    deliveries {\n      ...DeliveryFields\n    }\n  }\n"): typeof import('./graphql.ts').AppointmentFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Appointment($id: ID!) {\n      appointment(id: $id) {\n        ...AppointmentFields\n        addressCorrections {\n          channel\n          before\n          address\n          at\n          by\n          deliveryId\n        }\n        history {\n          kind\n          sequence\n          at\n          role\n          by\n          time\n          timeZone\n          durationMinutes\n          title\n          location\n          reason\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').AppointmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Appointments($first: Int, $after: String, $filter: AppointmentFilter) {\n      appointments(first: $first, after: $after, filter: $filter) {\n        nodes {\n          ...AppointmentFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').AppointmentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation CreateAppointment($input: CreateAppointmentInput!) {\n      createAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  "): typeof import('./graphql.ts').CreateAppointmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation RescheduleAppointment($input: RescheduleAppointmentInput!) {\n      rescheduleAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  "): typeof import('./graphql.ts').RescheduleAppointmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation CancelAppointment($input: CancelAppointmentInput!) {\n      cancelAppointment(input: $input) {\n        appointment {\n          ...AppointmentFields\n        }\n        feedCursor\n      }\n    }\n  "): typeof import('./graphql.ts').CancelAppointmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Customers($search: String!, $first: Int) {\n      customers(search: $search, first: $first) {\n        userId\n        name\n        email\n        phone\n        locale\n        lastAppointmentAt\n        appointmentCount\n      }\n    }\n  "): typeof import('./graphql.ts').CustomersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryErrorFields on DeliveryError {\n    code\n    message\n    retryable\n  }\n"): typeof import('./graphql.ts').DeliveryErrorFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryFields on Delivery {\n    id\n    appointmentId\n    channel\n    kind\n    sequence\n    recipient\n    status\n    attempts\n    provider\n    providerMessageId\n    error {\n      ...DeliveryErrorFields\n    }\n    nextAttemptAt\n    createdAt\n    updatedAt\n    acknowledgement {\n      by\n      note\n      at\n    }\n  }\n"): typeof import('./graphql.ts').DeliveryFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Delivery($id: ID!) {\n      delivery(id: $id) {\n        ...DeliveryFields\n        leftOut {\n          of\n          why\n          text\n        }\n        history {\n          status\n          attempt\n          provider\n          providerMessageId\n          error {\n            ...DeliveryErrorFields\n          }\n          nextAttemptAt\n          occurredAt\n          recipient\n          requestedBy\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryMessage($id: ID!) {\n      delivery(id: $id) {\n        message {\n          asSent\n          to\n          from\n          replyTo\n          subject\n          text\n          html\n          segments\n          calendar {\n            summary\n            start\n            end\n            location\n            description\n            url\n            isCancelled\n            content\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Deliveries($first: Int, $after: String, $filter: DeliveryFilter, $orderBy: DeliveryOrder) {\n      deliveries(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n        nodes {\n          ...DeliveryFields\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveriesDocument;
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
export function graphql(source: "\n    query FeedCursor($appointmentId: ID) {\n      feedCursor(appointmentId: $appointmentId)\n    }\n  "): typeof import('./graphql.ts').FeedCursorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    subscription DeliveryStatusChanged($appointmentId: ID, $after: String) {\n      deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {\n        cursor\n        replayed\n        deliveryId\n        appointmentId\n        channel\n        status\n        attempt\n        error {\n          ...DeliveryErrorFields\n        }\n        nextAttemptAt\n        occurredAt\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryStatusChangedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TotalOfFields on TotalOf {\n    total\n    sent\n    delivered\n    failed\n    skipped\n    open\n    p50Ms\n    p95Ms\n  }\n"): typeof import('./graphql.ts').TotalOfFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryCounts($since: DateTime) {\n      deliveryCounts(since: $since) {\n        channel\n        status\n        count\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryCountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {\n      deliveryStatistics(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {\n        start\n        channel\n        status\n        errorCode\n        count\n        p50Ms\n        p95Ms\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryStatisticsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {\n      deliveryTimings(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {\n        start\n        channel\n        sent\n        p50Ms\n        p95Ms\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryTimingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeskSummary($since: DateTime!, $until: DateTime!) {\n      deskSummary(since: $since, until: $until) {\n        openFailures\n        waiting\n        notPickedUp\n        sent\n        delivered\n        failed\n        remindersDue\n      }\n    }\n  "): typeof import('./graphql.ts').DeskSummaryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DeliveryTotals($since: DateTime!, $until: DateTime) {\n      deliveryTotals(since: $since, until: $until) {\n        total\n        sent\n        delivered\n        failed\n        skipped\n        open\n        p50Ms\n        p95Ms\n        byChannel {\n          channel\n          ...TotalOfFields\n        }\n        byKind {\n          kind\n          ...TotalOfFields\n        }\n        byError {\n          channel\n          code\n          count\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').DeliveryTotalsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Problems {\n      problems {\n        channel\n        code\n        waiting\n        since\n      }\n    }\n  "): typeof import('./graphql.ts').ProblemsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
