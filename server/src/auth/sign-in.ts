/** The settings of signing in with an OpenID Connect provider. */
import { httpUrl, list } from '@belltower/support/settings';
import { z } from 'zod';
import type { TokenConfig } from './tokens.ts';

/** What the web client needs for signing people in. It is public. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** What is requested, with spaces between. */
  readonly scope: string;
  /** What else the provider is sent when a person signs in. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What an access token must be for. */
  readonly audience: string;
}

/** What the protocol itself decides. */
const OURS =
  /^(?:client_id|client_secret|redirect_uri|response_type|response_mode|scope|state|nonce|code_challenge.*|code)$/;

const parametersSchema = z.string().transform((text, context) => {
  const parameters = Object.fromEntries(new URLSearchParams(text));
  for (const name of Object.keys(parameters)) {
    if (!OURS.test(name) && name !== '') continue;
    context.addIssue(
      `further parameters are expected, such as prompt=consent&resource=https://api.example.com, not ${name}`,
    );
  }
  return parameters;
});

/** The variables. `.env.example` says what each is for. */
export const signInVariables = {
  OIDC_ISSUER: httpUrl.optional(),
  OIDC_CLIENT_ID: z.string().min(1).max(255).optional(),
  OIDC_SCOPE: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'openid is expected among scopes, with spaces between')
    .default('openid profile offline_access'),
  OIDC_PARAMETERS: parametersSchema.optional(),
  OIDC_ROLE_CLAIM: z.string().min(1).max(200).default('role'),
  OIDC_STAFF_VALUES: list.pipe(z.array(z.string()).min(1, 'one at least is expected')).default(['staff']),
  OIDC_CUSTOMER_VALUES: list.pipe(z.array(z.string()).min(1, 'one at least is expected')).optional(),
};

type SignInVariables = z.output<z.ZodObject<typeof signInVariables>>;
type Environment = SignInVariables & {
  readonly JWT_SECRET?: string | undefined;
  readonly JWKS_URL?: string | undefined;
  readonly JWT_ISSUER?: string | undefined;
  readonly JWT_AUDIENCE?: string | undefined;
};

/** Says what must not be combined. */
export function checkSignIn(env: Environment, refuse: (name: string, message: string) => void): void {
  if (env.OIDC_CLIENT_ID && !env.OIDC_ISSUER) refuse('OIDC_CLIENT_ID', 'is given without OIDC_ISSUER');
  if (env.OIDC_ISSUER && !env.OIDC_CLIENT_ID && !env.JWT_AUDIENCE) {
    refuse('OIDC_CLIENT_ID', 'is needed beside OIDC_ISSUER, or JWT_AUDIENCE where nobody signs in on the web client');
  }
  if (env.OIDC_ISSUER && env.JWT_SECRET) {
    refuse('OIDC_ISSUER', 'is given beside JWT_SECRET: tokens are checked with the one or the other');
  }
}

/** How the web client signs people in; null where it does not. */
export function signInOf(env: Environment): SignInSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_SCOPE: scope, JWT_AUDIENCE: audience } = env;
  if (issuer === undefined || clientId === undefined) return null;
  // Providers that do not know `audience` ignore it (OAuth 2.0, 3.1); Auth0 gives an opaque token without.
  const parameters = { ...(audience !== undefined && { audience }), ...env.OIDC_PARAMETERS };
  return { issuer, clientId, scope, parameters, audience: audience ?? clientId };
}

/** How the provider's tokens are verified; null where there is no provider. They must be meant for us. */
export function providerTokensOf(env: Environment): (TokenConfig & { readonly kind: 'provider' }) | null {
  if (env.OIDC_ISSUER === undefined) return null;
  return {
    kind: 'provider',
    provider: env.OIDC_ISSUER,
    url: env.JWKS_URL ?? null,
    roles: { claim: env.OIDC_ROLE_CLAIM, staff: env.OIDC_STAFF_VALUES, customers: env.OIDC_CUSTOMER_VALUES ?? null },
    issuer: env.JWT_ISSUER ?? null,
    audience: env.JWT_AUDIENCE ?? env.OIDC_CLIENT_ID ?? null,
  };
}
