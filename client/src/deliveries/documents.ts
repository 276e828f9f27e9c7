import { graphql } from '../generated/gql.ts';
import type { DeliveryStatusSubscription } from '../generated/graphql.ts';

/** One change of a delivery's status, as the live feed sends it. */
export type DeliveryStatusChange = DeliveryStatusSubscription['deliveryStatusChanged'];

/** The feed's position now, to watch from. */
export const FeedCursorQuery = graphql(`
  query FeedCursor($appointmentId: ID) {
    feedCursor(appointmentId: $appointmentId)
  }
`);

/** The live changes. It selects only the change's own fields: the server renders those once for all watchers. */
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
