import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { Appointment } from './resolvers/Appointment.ts';
import { AppointmentChange } from './resolvers/AppointmentChange.ts';
import { CancelAppointmentPayload } from './resolvers/CancelAppointmentPayload.ts';
import { CreateAppointmentPayload } from './resolvers/CreateAppointmentPayload.ts';
import { Delivery } from './resolvers/Delivery.ts';
import { DeliveryHistoryEntry } from './resolvers/DeliveryHistoryEntry.ts';
import { DeliveryStatusChange } from './resolvers/DeliveryStatusChange.ts';
import { Mutation } from './resolvers/Mutation.ts';
import { Query } from './resolvers/Query.ts';
import { RescheduleAppointmentPayload } from './resolvers/RescheduleAppointmentPayload.ts';
import { scalars } from './scalars.ts';

/** Where the schema stands. */
export const SCHEMA_FILE = new URL('../../../schema.graphql', import.meta.url);

/**
 * The public schema with our resolvers. The subscription has none: the live transport passes each change as the root
 * value.
 */
export function createSchema(): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: readFileSync(SCHEMA_FILE, 'utf8'),
    resolvers: {
      ...scalars,
      Query,
      Mutation,
      CreateAppointmentPayload,
      RescheduleAppointmentPayload,
      CancelAppointmentPayload,
      Appointment,
      AppointmentChange,
      Delivery,
      DeliveryHistoryEntry,
      DeliveryStatusChange,
    },
  });
}
