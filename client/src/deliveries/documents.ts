import { graphql } from '../generated/gql.ts';
import type { DeliveryStatusSubscription } from '../generated/graphql.ts';

/** One change of a delivery's status, as the live feed tells it. */
export type DeliveryStatusChange = DeliveryStatusSubscription['deliveryStatusChanged'];

/** Where the feed stands now, to watch from. */
export const FeedCursorQuery = graphql(`
  query FeedCursor($appointmentId: ID) {
    feedCursor(appointmentId: $appointmentId)
  }
`);

/** The live changes. It asks only for the change's own fields, which the server tells every watcher at once. */
export const DeliveryStatusChanged = graphql(`
  subscription DeliveryStatus($appointmentId: ID, $after: String) {
    deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {
      cursor
      deliveryId
      appointmentId
      channel
      status
      attempt
      error {
        code
        message
      }
      nextAttemptAt
      occurredAt
    }
  }
`);
