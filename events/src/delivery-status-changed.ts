import { z } from 'zod';
import { channelNames, deliveryErrorCodes, deliveryKinds, deliveryStatuses } from './delivery-status.ts';
import { envelope, instantSchema, uuidSchema } from './envelope.ts';
import { uuidOrIntSchema } from './ids.ts';
import { boundedText, limits } from './text.ts';

/** Why an attempt did not succeed. The message holds no secret and no full address. */
export const deliveryErrorSchema = z.object({
  code: z.enum(deliveryErrorCodes),
  message: boundedText(limits.errorMessage),
  retryable: z.boolean(),
});

const WITH_ERROR = ['retrying', 'failed', 'skipped'];
const MAY_HAVE_ERROR: ReadonlySet<string> = new Set(WITH_ERROR);

/** The same rule, as the published JSON Schema has it. */
const errorRule = {
  anyOf: [
    { properties: { delivery: { properties: { status: { enum: WITH_ERROR } } } } },
    { properties: { delivery: { properties: { error: { type: 'null' } } } } },
  ],
};

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
      /** The `notifications.retry-requested` event that the delivery was reopened by last; absent where none was. */
      retry_event_id: uuidSchema.optional(),
      /** What the message is for, and the sequence of the appointment that it shows; absent in what older notifiers wrote. */
      kind: z.enum(deliveryKinds).optional(),
      sequence: z.int().min(0).max(limits.sequence).optional(),
      /** Of what this attempt sends, without the message's id and dates; absent where nothing is sent, and in what older notifiers wrote. */
      content_hash: z
        .string()
        .regex(/^[0-9a-f]{32,64}$/, 'a hash is expected: 32 to 64 hexadecimal digits')
        .optional(),
    }),
  })
  .superRefine(({ delivery }, context) => {
    const mayHaveError = MAY_HAVE_ERROR.has(delivery.status);
    if (delivery.error !== null && !mayHaveError) {
      context.addIssue({
        code: 'custom',
        path: ['delivery', 'error'],
        message: 'must be null unless retrying, failed or skipped',
      });
    }
  })
  .meta(errorRule);

export type DeliveryError = z.output<typeof deliveryErrorSchema>;
export type DeliveryStatusChanged = z.output<typeof deliveryStatusChangedSchema>;
