import { appointmentDocuments } from './documents/appointments.ts';
import { deliveryDocuments } from './documents/deliveries.ts';
import { statisticsDocuments } from './documents/statistics.ts';
import { graphql } from './generated/gql.ts';

/** The texts of all operations this client sends. */
export const documents = {
  installation: graphql(`
    query Installation {
      installation {
        reminders {
          before
          email
          sms
        }
        guestsMayCancel
        defaultCountry
        contact {
          kind
          text
          url
        }
      }
    }
  `),
  me: graphql(`
    query Me {
      me {
        id
        role
      }
    }
  `),
  ...appointmentDocuments,
  ...deliveryDocuments,
  ...statisticsDocuments,
};
