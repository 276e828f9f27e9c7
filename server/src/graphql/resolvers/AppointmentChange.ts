import { formatInstant } from '@belltower/events';
import type { AppointmentChangeResolvers } from '../../generated/resolvers.ts';
import { forStaff } from '../context.ts';
import { changeKindOf, roleOf } from '../enums.ts';

/** A change in an appointment's past. Only staff see who made it. */
export const AppointmentChange: AppointmentChangeResolvers = {
  kind: ({ kind }) => changeKindOf[kind],
  at: ({ at }) => formatInstant(at),
  role: ({ role }) => roleOf[role],
  by: ({ by }, _args, context) => forStaff(context, by),
  time: ({ time }) => formatInstant(time),
};
