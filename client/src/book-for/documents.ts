import { graphql } from '../generated/gql.ts';
import type { BookForCustomersQuery } from '../generated/graphql.ts';

/** A person who has appointments. */
export type Customer = BookForCustomersQuery['customers'][number];

/** Customers that match what was typed. */
export const CustomersDocument = graphql(`
  query BookForCustomers($search: String!, $first: Int) {
    customers(search: $search, first: $first) {
      userId
      name
      email
      phone
      locale
      lastAppointmentAt
      appointmentCount
    }
  }
`);
