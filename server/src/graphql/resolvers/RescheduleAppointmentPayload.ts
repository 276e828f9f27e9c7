import type { RescheduleAppointmentPayloadResolvers } from '../../generated/resolvers.ts';
import { feedCursorOfChange } from '../feed-cursor.ts';

/** The answer to a move. */
export const RescheduleAppointmentPayload: RescheduleAppointmentPayloadResolvers = { feedCursor: feedCursorOfChange };
