/** What nodemailer's transport is given: the connection URL, and what this channel's promises rest on. */

import { secretsOf, signInPlain } from './sign-in.ts';
import type { SmtpConfig } from './smtp-channel.ts';

/** Below what servers allow a silent client, so that we close an idle connection and not they, under a mail. */
const IDLE_MS = 30_000;
/** For a token of OAuth 2, which is fetched while a connection waits. */
const TOKEN_TIMEOUT_MS = 10_000;

/** Makes the transport's options. */
export function transportOptions(config: SmtpConfig) {
  const { url, ca, oauth2 } = config;
  const { protocol, username } = new URL(url);
  return {
    ...promised(config),
    ...(ca !== undefined && { tls: { ca } }),
    ...(oauth2 !== undefined && {
      auth: {
        type: 'OAuth2' as const,
        user: decodeURIComponent(username),
        clientId: oauth2.clientId,
        clientSecret: oauth2.clientSecret,
        refreshToken: oauth2.refreshToken,
        ...(oauth2.tokenUrl !== undefined && { accessUrl: oauth2.tokenUrl }),
        requestTimeout: TOKEN_TIMEOUT_MS,
      },
      // a token is as good as a password, and must reach only the server
      ...(protocol === 'smtp:' && { requireTLS: true }),
    }),
    url: withoutPromised(url, oauth2 !== undefined),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** What must not be seen of a configuration, even if a server repeats it. */
export function secretsOfConfig({ url, oauth2 }: SmtpConfig): readonly string[] {
  const { username, password } = new URL(url);
  return [
    ...secretsOf(decodeURIComponent(username), decodeURIComponent(password)),
    password,
    ...(oauth2 === undefined ? [] : [oauth2.clientSecret, oauth2.refreshToken]),
  ];
}

/** The transport's options that this channel's promises rest on. */
function promised({
  maxConnections = 10,
  connectTimeoutMs = 5_000,
  greetingTimeoutMs = 5_000,
  socketTimeoutMs = 15_000,
}: SmtpConfig) {
  return {
    pool: true as const,
    maxConnections,
    maxRequeues: 0,
    rateLimit: 0,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: greetingTimeoutMs,
    socketTimeout: socketTimeoutMs,
    idleTimeout: IDLE_MS,
    // credentials are never left out in silence
    forceAuth: true,
    customAuth: { PLAIN: signInPlain },
  };
}

/** A URL's query would win over the options. */
function withoutPromised(url: string, mustEncrypt: boolean): string {
  const parsed = new URL(url);
  for (const name of Object.keys(promised({ url, from: '' }))) parsed.searchParams.delete(name);
  if (mustEncrypt) for (const name of ['requireTLS', 'ignoreTLS', 'opportunisticTLS']) parsed.searchParams.delete(name);
  return parsed.href;
}
