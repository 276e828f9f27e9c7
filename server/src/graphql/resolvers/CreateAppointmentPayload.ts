import type { CreateAppointmentPayloadResolvers } from '../../generated/resolvers.ts';
import { callerOf } from '../context.ts';

/** What a booking is answered with. The cursor is signed, and so made only for whoever asks for it. */
export const CreateAppointmentPayload: CreateAppointmentPayloadResolvers = {
  feedCursor: ({ appointment }, _args, context) => context.services.feed.cursorBefore(appointment, callerOf(context)),
};
