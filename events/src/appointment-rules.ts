/** Rules between the fields of an event, each as it is checked and as the published JSON Schema has it. */
import type { z } from 'zod';

interface Addressed {
  readonly notify: { readonly email: boolean; readonly sms: boolean };
  readonly appointment: { readonly email?: string | null | undefined; readonly phone_e164?: string | null | undefined };
}

/** A confirmation and a reminder go to one channel at least. */
export function requireChannel({ notify }: Pick<Addressed, 'notify'>, context: z.RefinementCtx): void {
  if (notify.email || notify.sms) return;
  context.addIssue({ code: 'custom', path: ['notify'], message: 'at least one flag must be true' });
}

const flagged = (flag: string) => ({ properties: { [flag]: { const: true } }, required: [flag] });

export const channelRule = { properties: { notify: { anyOf: [flagged('email'), flagged('sms')] } } };

/** Each channel that is notified has its address. */
export function requireAddresses({ notify, appointment }: Addressed, context: z.RefinementCtx): void {
  if (notify.email && !appointment.email) {
    context.addIssue({ code: 'custom', path: ['appointment', 'email'], message: 'is required when notify.email' });
  }
  if (notify.sms && !appointment.phone_e164) {
    context.addIssue({ code: 'custom', path: ['appointment', 'phone_e164'], message: 'is required when notify.sms' });
  }
}

const addressed = (flag: string, field: string) => ({
  anyOf: [
    { not: { properties: { notify: flagged(flag) } } },
    { properties: { appointment: { properties: { [field]: { type: 'string', minLength: 1 } }, required: [field] } } },
  ],
});

export const addressRules = [addressed('email', 'email'), addressed('sms', 'phone_e164')];
