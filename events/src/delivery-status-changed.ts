import { z } from 'zod';
import { channelNames, deliveryErrorCodes, deliveryStatuses } from './delivery-status.ts';
import { envelope, instantSchema, uuidSchema } from './envelope.ts';
import { uuidOrIntSchema } from './ids.ts';
import { boundedText, limits } from './text.ts';

/** Why an attempt did not succeed. The message holds no secret and no full address. */
export const deliveryErrorSchema = z.object({
  code: z.enum(deliveryErrorCodes),
  message: boundedText(limits.errorMessage),
  retryable: z.boolean(),
});

/** `notifications.status`: one delivery has come to a new status. `event_id` derives from delivery, status and attempt. */
export const deliveryStatusChangedSchema = z
  .object({
    ...envelope('notifications.status'),
    delivery: z.object({
      delivery_id: uuidSchema,
      source_event_id: uuidSchema,
      appointment_id: uuidOrIntSchema,
      channel: z.enum(channelNames),
      status: z.enum(deliveryStatuses),
      attempt: z.int().min(1).max(limits.attempt),
      provider: boundedText(limits.provider).nullable(),
      provider_message_id: boundedText(limits.providerMessageId).nullable(),
      error: deliveryErrorSchema.nullable(),
      next_attempt_at: instantSchema.nullable(),
    }),
  })
  .superRefine(({ delivery }, context) => {
    const mayHaveError = delivery.status === 'retrying' || delivery.status === 'failed';
    if (delivery.error !== null && !mayHaveError) {
      context.addIssue({
        code: 'custom',
        path: ['delivery', 'error'],
        message: 'must be null unless retrying or failed',
      });
    }
  });

export type DeliveryError = z.output<typeof deliveryErrorSchema>;
export type DeliveryStatusChanged = z.output<typeof deliveryStatusChangedSchema>;
