import type { DeliveryStatus } from '../generated/graphql.ts';

/** What is known of a message that is shown. */
interface Known {
  /** Whether it is what the last attempt sent; null: not known. */
  readonly asSent: boolean | null;
  readonly status: DeliveryStatus;
  /** Whether the provider was ever given it. */
  readonly wasTried: boolean;
}

/** Says whether a message that is shown is what was sent. */
export function sentSentence({ asSent, status, wasTried }: Known): string {
  const isSent = status === 'SENT' || status === 'DELIVERED';
  if (asSent === true) return isSent ? 'As sent.' : 'As the last attempt gave it to the provider.';
  if (asSent === false) return 'This is how it would look today: texts or settings changed since.';
  if (status === 'QUEUED' || status === 'SENDING' || status === 'RETRYING') return 'This is how it will be sent.';
  if (isSent || wasTried) return 'What was sent is not known. This is how it would look today.';
  return 'It was not sent. This is how it would look today.';
}

const DARK = '@media (prefers-color-scheme: dark)';

/**
 * The document of a frame that shows a mail in a colour scheme, whatever the reader's own is. It loads nothing from anywhere, and
 * runs nothing: its policy stands before all of the mail.
 */
export function mailDocument(html: string, scheme: 'light' | 'dark'): string {
  const head =
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<style>:root { color-scheme: only ${scheme} !important; }</style>`;
  const shown = html.replace(DARK, scheme === 'dark' ? '@media all' : '@media not all');
  return shown.includes('<head>') ? shown.replace('<head>', `<head>${head}`) : head + shown;
}
