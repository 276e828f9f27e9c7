import { text } from '../language/text.ts';

/** Why a person is not signed in after they tried to with the identity provider. */
export type SignInFailure =
  /** The answer belongs to no sign-in that this browser began, or to one that is too old. */
  | { readonly kind: 'unknown-answer' }
  /** The provider said no; `detail` is what it said. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** What it answered does not fit what was requested. */
  | { readonly kind: 'odd-answer' }
  | { readonly kind: 'provider-away' }
  | { readonly kind: 'server-away' }
  /** The server does not take the provider's token; `detail` says why. */
  | { readonly kind: 'token-refused'; readonly detail: string }
  /** The browser has no cryptography here: the page came over plain HTTP. */
  | { readonly kind: 'insecure' };

/** What is said of it. What the provider or the server said is in their language. */
export function wordsForFailure(failure: SignInFailure): string {
  switch (failure.kind) {
    case 'unknown-answer':
      return text('signIn.unknownAnswer');
    case 'refused':
      return text('signIn.refused', { detail: failure.detail });
    case 'odd-answer':
      return text('signIn.oddAnswer');
    case 'provider-away':
      return text('signIn.providerAway');
    case 'server-away':
      return text('signIn.serverAway');
    case 'token-refused':
      return text('signIn.tokenRefused', { detail: failure.detail });
    case 'insecure':
      return text('signIn.insecure');
  }
}
