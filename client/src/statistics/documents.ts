import { graphql } from '../generated/gql.ts';

/** What the charts are drawn from. */
export const StatisticsDocument = graphql(`
  query DeskStatistics($since: DateTime!, $until: DateTime!, $bucket: Bucket!, $zone: String!) {
    deliveryStatistics(since: $since, until: $until, bucket: $bucket, timeZone: $zone) {
      start
      channel
      status
      errorCode
      count
    }
    deliveryTimings(since: $since, until: $until, bucket: $bucket, timeZone: $zone) {
      start
      channel
      sent
      p50Ms
      p95Ms
    }
  }
`);

/** The totals of the period, and of as long before. */
export const TotalsDocument = graphql(`
  query DeskTotals($since: DateTime!, $until: DateTime!, $beforeSince: DateTime!, $beforeUntil: DateTime!) {
    now: deliveryTotals(since: $since, until: $until) {
      total
      sent
      delivered
      failed
      skipped
      open
      p95Ms
      byChannel {
        channel
        ...TotalOfOne
      }
      byKind {
        kind
        ...TotalOfOne
      }
      byError {
        code
        channel
        count
      }
    }
    before: deliveryTotals(since: $beforeSince, until: $beforeUntil) {
      total
      sent
      delivered
      failed
      p95Ms
      byError {
        code
        channel
        count
      }
    }
  }
  fragment TotalOfOne on TotalOf {
    total
    sent
    delivered
    failed
    skipped
    open
    p95Ms
  }
`);
