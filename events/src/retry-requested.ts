import { z } from 'zod';
import { addressSchema } from './appointment.ts';
import { channelNames } from './delivery-status.ts';
import { envelope, uuidSchema } from './envelope.ts';
import { uuidOrIntSchema } from './ids.ts';
import { boundedText, limits } from './text.ts';

/**
 * `notifications.retry-requested`: a failed delivery is to be tried again, perhaps at a corrected address.
 * It takes effect only if the delivery has failed with exactly `after_attempt` attempts.
 */
export const retryRequestedSchema = z.object({
  ...envelope('notifications.retry-requested'),
  retry: z.object({
    delivery_id: uuidSchema,
    source_event_id: uuidSchema,
    appointment_id: uuidOrIntSchema,
    channel: z.enum(channelNames),
    after_attempt: z.int().min(1).max(limits.attempt),
    requested_by: boundedText(limits.requestedBy),
    email: addressSchema.optional(),
    phone_e164: addressSchema.optional(),
  }),
});

export type RetryRequested = z.output<typeof retryRequestedSchema>;
