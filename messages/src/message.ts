/** An e-mail, rendered: what its recipient sees, and how it is identified. */
export interface RenderedEmail {
  readonly to: string;
  /** The same for every attempt of one delivery, and unique to it; part of the text. */
  readonly reference: string;
  /** Without angle brackets; the same for every attempt of one delivery. */
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** An iCalendar part, with its METHOD. */
  readonly calendar: { readonly method: 'REQUEST' | 'PUBLISH'; readonly content: string };
}

/** A text message, rendered. Its body contains `reference`, so that it can be found again at the provider. */
export interface RenderedSms {
  /** E.164. */
  readonly to: string;
  readonly reference: string;
  readonly body: string;
}
