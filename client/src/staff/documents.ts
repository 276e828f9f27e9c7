import { graphql } from '../generated/gql.ts';
import type { OpenFailuresQuery } from '../generated/graphql.ts';

/** A failure that nobody has seen to, as much of it as a toast says. */
export type OpenFailure = OpenFailuresQuery['deliveries']['nodes'][number];

/** What the desk needs to know at a glance. */
export const SummaryDocument = graphql(`
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
`);

/** Which of these are failures that nobody has seen to. */
export const OpenFailuresDocument = graphql(`
  query OpenFailures($ids: [ID!]!) {
    deliveries(first: 100, filter: { ids: $ids, open: true }) {
      nodes {
        id
        appointmentId
        channel
        kind
        error {
          code
        }
        appointment {
          title
          customerName
        }
      }
    }
  }
`);
