/**
 * The port that a provider fills: one value with all that a service needs to know of it. SMTP and Twilio are two of them; one of
 * your own is a module whose default export is one.
 */
import type { Channel, Email, Sms } from './channel.ts';
import type { ChannelSettings } from './environment.ts';
import type { ChannelErrorDetails } from './errors.ts';

/** What a provider gets of its service when it is opened. */
export interface ProviderLimits {
  /** Each send, and each look-up, is to end within so many milliseconds. */
  readonly deadlineMs: number;
  /** So many sends are in progress at most: connections need not be more. */
  readonly maxConcurrent: number;
}

/** The environment as a provider sees it: the variables that it names, and empty ones left out. */
export type ProviderEnvironment = Readonly<Record<string, string | undefined>>;

/** A provider: who carries messages of one channel. `C` is its configuration, made of its settings. */
export interface Provider<M extends Email | Sms = Email | Sms, C = unknown> {
  /** Lower-case letters, digits and hyphens, beginning with a letter, 32 at most: shown for each attempt, and a part of its callbacks' URL. */
  readonly name: string;
  readonly channel: Channel<M>['name'];
  /** The environment variables that it reads, secrets included. */
  readonly variables: readonly string[];
  /** Whether `find` can look up a message at the provider; what `open` opens has it then. */
  readonly lookUp: boolean;
  /** Makes its configuration, or says what is wrong with which variable. Pure; never repeats a value. */
  settings(environment: ProviderEnvironment): ChannelSettings<C>;
  /** Opens it; the first message may connect. */
  open(config: C, limits: ProviderLimits): Channel<M> | Promise<Channel<M>>;
  /** How it reports what became of messages; absent where it does not. */
  readonly callbacks?: ProviderCallbacks<C>;
}

/** How a provider reports by HTTP what became of messages. */
export interface ProviderCallbacks<C> {
  /** The content types of its requests. @default JSON and forms */
  readonly contentTypes?: readonly string[];
  /** The signature covers the URL, so that it can be checked only where the public one is known. @default false */
  readonly signsUrl?: boolean;
  /** What checks and reads a request; null where this configuration takes none. */
  reader(config: C): CallbackReader | null;
}

/** Checks who a request is from, and reads it. It learns nothing from one that is not signed. */
export type CallbackReader = (request: CallbackRequest) => ProviderCallback | Promise<ProviderCallback>;

/** A request as it came in; its body has 64 KB at most. */
export interface CallbackRequest {
  /** The URL as the provider called it: our public origin, path and query as they came; the path alone where no public URL is set. */
  readonly url: string;
  /** By their names in lower case; of one that came more than once, nothing. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undecoded. */
  readonly body: string;
}

/** `forged`: it is answered 403 and changes nothing. `unreadable`: signed, but about nothing of ours; it is answered 204. */
export type ProviderCallback =
  | { readonly kind: 'forged' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'report'; readonly report: ProviderReport };

/**
 * What a provider reports of one message: `sent` it has accepted it (any report of a message proves that) · `delivered` it arrived
 * · `failed` it will not arrive, and `error` says why.
 */
export type ProviderReport = {
  readonly providerMessageId: string | null;
  /** The provider's own word, for the log. */
  readonly providerStatus: string;
  /** The provider's own code, whatever the status; null when it gave none. */
  readonly providerCode: string | null;
  /** Who it was sent to, in full, if the provider says so: not for a log. */
  readonly to: string | null;
  /** `Email.messageId` of the message, for a provider that calls one URL for all: else the `callbackUrl` of the message names it. */
  readonly messageId?: string;
} & (
  | { readonly status: 'sent' | 'delivered' }
  | { readonly status: 'failed'; readonly error: ChannelErrorDetails; readonly message: string }
);
