/** The port: one way to reach a person. */

/** An e-mail, rendered. */
export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** An iCalendar part, with its METHOD. */
  readonly calendar?: { readonly method: 'REQUEST' | 'PUBLISH' | 'CANCEL'; readonly content: string };
  /** Without angle brackets; the same for every attempt of one delivery. */
  readonly messageId: string;
  /** In the same form: what all mails about one matter refer to, so that mail programs show them together. */
  readonly thread?: string;
  /** Where the provider is to report delivery, if it reports to a URL of each message. */
  readonly callbackUrl?: string;
}

/** A text message, rendered. */
export interface Sms {
  /** E.164. */
  readonly to: string;
  readonly body: string;
  /** A part of the body that other messages to this number do not have, but for those about the same: so it can be found again. */
  readonly reference: string;
  /** How long the provider may keep trying, in seconds. */
  readonly validityS?: number;
  /** Where the provider is to report delivery, if at all. */
  readonly callbackUrl?: string;
}

/** A provider's acceptance. */
export interface Receipt {
  readonly provider: string;
  readonly providerMessageId: string | null;
  readonly acceptedAt: Date;
}

/** A way to reach a person: its name, and what its provider can do. */
export interface Channel<M extends Email | Sms> extends AsyncDisposable {
  readonly name: 'email' | 'sms';
  readonly provider: string;
  /**
   * Sends one message to the provider.
   *
   * @throws {ChannelError} classified; of kind `maybe-sent` when the provider may have accepted it
   */
  send(message: M, signal: AbortSignal): Promise<Receipt>;
  /**
   * Looks up a message that may have been accepted since `since`: its receipt, or null when the provider certainly has none.
   * Absent where a provider has no look-up.
   *
   * @throws {ChannelError} when the look-up failed: that never means "not sent"
   */
  find?(message: M, since: Date, signal: AbortSignal): Promise<Receipt | null>;
}
