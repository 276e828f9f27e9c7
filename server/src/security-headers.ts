/** What every answer has browsers allow its page. */

/** What the policy depends on. */
export interface SecurityOptions {
  /** The origins of the identity provider that the web client calls. */
  readonly providerOrigins: readonly string[];
}

/** The headers. Scripts come from us alone: what is injected into a page does not run, so it cannot read the session. */
export function securityHeaders({ providerOrigins }: SecurityOptions): Readonly<Record<string, string>> {
  const connect = ["'self'", 'ws:', 'wss:', ...new Set(providerOrigins)].join(' ');
  return {
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; " +
      `connect-src ${connect}; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
}
