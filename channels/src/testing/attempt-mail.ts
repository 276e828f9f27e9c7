import type { Email } from '../channel.ts';
import { ChannelError } from '../errors.ts';
import { createSmtpChannel, type SmtpConfig } from '../smtp/smtp-channel.ts';

/** A mail, for tests. */
export const email: Email = {
  to: 'jane.roe@example.com',
  subject: 'Your appointment',
  text: 'See you.',
  html: '<p>See you.</p>',
  messageId: 'f3a1.email@belltower.test',
};

/** Sends one mail, and answers how that failed; null when it did not. */
export async function attemptMail(url: string, config: Partial<SmtpConfig> = {}): Promise<ChannelError | null> {
  const quick = { greetingTimeoutMs: 400, connectTimeoutMs: 2_000 };
  await using channel = createSmtpChannel({ url, from: 'clinic@belltower.test', ...quick, ...config });
  return await channel.send(email, new AbortController().signal).then(
    () => null,
    (error: unknown) => {
      if (error instanceof ChannelError) return error;
      throw error;
    },
  );
}
