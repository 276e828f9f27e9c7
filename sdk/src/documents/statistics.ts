import { graphql } from '../generated/gql.ts';

graphql(`
  fragment TotalOfFields on TotalOf {
    total
    sent
    delivered
    failed
    skipped
    open
    p50Ms
    p95Ms
  }
`);

/** What is asked about deliveries in sum. */
export const statisticsDocuments = {
  deliveryCounts: graphql(`
    query DeliveryCounts($since: DateTime) {
      deliveryCounts(since: $since) {
        channel
        status
        count
      }
    }
  `),
  deliveryStatistics: graphql(`
    query DeliveryStatistics($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {
      deliveryStatistics(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {
        start
        channel
        status
        errorCode
        count
        p50Ms
        p95Ms
      }
    }
  `),
  deliveryTimings: graphql(`
    query DeliveryTimings($since: DateTime!, $until: DateTime, $bucket: Bucket!, $timeZone: String) {
      deliveryTimings(since: $since, until: $until, bucket: $bucket, timeZone: $timeZone) {
        start
        channel
        sent
        p50Ms
        p95Ms
      }
    }
  `),
  deskSummary: graphql(`
    query DeskSummary($since: DateTime!, $until: DateTime!) {
      deskSummary(since: $since, until: $until) {
        openFailures
        waiting
        notPickedUp
        sent
        delivered
        failed
        remindersDue
      }
    }
  `),
  deliveryTotals: graphql(`
    query DeliveryTotals($since: DateTime!, $until: DateTime) {
      deliveryTotals(since: $since, until: $until) {
        total
        sent
        delivered
        failed
        skipped
        open
        p50Ms
        p95Ms
        byChannel {
          channel
          ...TotalOfFields
        }
        byKind {
          kind
          ...TotalOfFields
        }
        byError {
          channel
          code
          count
        }
      }
    }
  `),
  problems: graphql(`
    query Problems {
      problems {
        channel
        code
        waiting
        since
      }
    }
  `),
};
