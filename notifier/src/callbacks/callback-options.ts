import type { ChannelsConfig } from '../channel/open-channels.ts';
import type { CallbackOptions } from './callbacks.ts';

/** What callbacks need; null where no provider calls back. */
export function callbackOptionsOf(
  { sms, publicUrl }: Pick<ChannelsConfig, 'sms' | 'publicUrl'>,
  parts: Omit<CallbackOptions, 'authTokens' | 'publicUrl'>,
): CallbackOptions | null {
  if (sms === null || publicUrl === null) return null;
  const authTokens = [sms.authToken, sms.previousAuthToken].filter((token) => token != null);
  return { ...parts, authTokens, publicUrl };
}
