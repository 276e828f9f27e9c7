import type { CreateAppointmentPayloadResolvers } from '../../generated/resolvers.ts';
import { callerOf } from '../context.ts';

/** The answer to a booking. The cursor is made only where it is selected, because signing it costs. */
export const CreateAppointmentPayload: CreateAppointmentPayloadResolvers = {
  feedCursor: ({ appointment }, _args, context) => context.services.feed.cursorBefore(appointment, callerOf(context)),
};
