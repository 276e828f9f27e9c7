import type { CancelAppointmentPayloadResolvers } from '../../generated/resolvers.ts';
import { feedCursorOfChange } from '../feed-cursor.ts';

/** The answer to a cancellation. */
export const CancelAppointmentPayload: CancelAppointmentPayloadResolvers = { feedCursor: feedCursorOfChange };
