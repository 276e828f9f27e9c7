/** The pages that show one appointment to the holder of its link. */
import { pageUrlOf } from '@belltower/events';
import { z } from 'zod';
import { signGuestTokens } from './guest-tokens.ts';
import type { ServerKey } from './server-keys.ts';

/** Where guests find the client, and what they may do there. */
export interface GuestSettings {
  /** Without a slash at its end; null: messages have no link. */
  readonly webUrl: string | null;
  readonly mayView: boolean;
  readonly mayCancel: boolean;
}

/** The pages of one appointment: the same link twice, as mails have it and as text messages do. */
export interface GuestPages {
  readonly manageUrl: string;
  readonly shortUrl: string;
}

/** The pages of an appointment; null where guests have none. */
export type PagesOf = (appointment: { readonly id: string; readonly time: Date }) => GuestPages | null;

/**
 * How links are made, with the key that signs now. The token stands behind the `#`: browsers send that to no server,
 * so no log has it.
 */
export async function guestPages(
  { webUrl, mayView }: GuestSettings,
  readKeys: () => Promise<readonly ServerKey[]>,
): Promise<PagesOf> {
  if (webUrl === null || !mayView) return () => null;
  const [signing] = await readKeys();
  if (signing === undefined) throw new Error('there is no key to sign links with');
  return (appointment) => {
    const { token, code } = signGuestTokens(appointment, signing);
    return { manageUrl: `${webUrl}/a#${token}`, shortUrl: `${webUrl}/a#${code}` };
  };
}

const guestRights = ['view', 'cancel'] as const;

/** The settings: `PUBLIC_WEB_URL`, `GUESTS_MAY`. */
export const guestVariables = {
  PUBLIC_WEB_URL: z
    .string()
    .refine((text) => pageUrlOf(text) !== null, 'an https URL is expected (http for localhost only)')
    .refine((text) => !/[?#]/.test(text), 'must have no query and no fragment')
    .optional(),
  GUESTS_MAY: z
    .string()
    .transform((text) => (text.trim() === 'none' ? [] : text.split(',').map((part) => part.trim())))
    .pipe(z.array(z.enum(guestRights, 'view, or view,cancel is expected, or none')))
    .refine((rights) => rights.length === 0 || rights.includes('view'), 'cancel needs view: view,cancel')
    .default([...guestRights]),
};

/** What the variables say. */
export function guestSettingsOf(env: z.output<z.ZodObject<typeof guestVariables>>): GuestSettings {
  return {
    webUrl: env.PUBLIC_WEB_URL === undefined ? null : (pageUrlOf(env.PUBLIC_WEB_URL)?.replace(/\/+$/, '') ?? null),
    mayView: env.GUESTS_MAY.includes('view'),
    mayCancel: env.GUESTS_MAY.includes('cancel'),
  };
}
