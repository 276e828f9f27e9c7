import { randomUUID } from 'node:crypto';

/** Twilio's words for where a message stands. */
export type MessageStatus = 'queued' | 'sent' | 'delivered' | 'undelivered';

/** A message as the simulator keeps it. */
export interface SimulatedMessage {
  readonly sid: string;
  readonly to: string;
  /** Null when a messaging service was named instead. */
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly statusCallback: string | null;
  readonly validityPeriod: number | null;
  readonly createdAt: Date;
  readonly status: MessageStatus;
  readonly errorCode: number | null;
  /** Oldest first. */
  readonly history: readonly { readonly status: MessageStatus; readonly at: Date }[];
  /** Every callback made, oldest first; `answer` is the HTTP status, or null when there was none. */
  readonly callbacks: readonly { readonly status: MessageStatus; readonly at: Date; readonly answer: number | null }[];
}

/** What a caller gives of a message. */
export type NewMessage = Pick<
  SimulatedMessage,
  'to' | 'from' | 'messagingServiceSid' | 'body' | 'statusCallback' | 'validityPeriod'
>;

/** The simulator's memory. */
export type Messages = ReturnType<typeof createMessages>;

/** Keeps the newest `kept` messages. */
export function createMessages(kept = 10_000) {
  const bySid = new Map<string, SimulatedMessage>();

  function change(sid: string, changed: (message: SimulatedMessage) => Partial<SimulatedMessage>): void {
    const message = bySid.get(sid);
    if (message !== undefined) bySid.set(sid, { ...message, ...changed(message) });
  }

  return {
    add(message: NewMessage): SimulatedMessage {
      const sid = `SM${randomUUID().replaceAll('-', '')}`;
      const createdAt = new Date();
      const added: SimulatedMessage = {
        ...message,
        sid,
        createdAt,
        status: 'queued',
        errorCode: null,
        history: [{ status: 'queued', at: createdAt }],
        callbacks: [],
      };
      bySid.set(sid, added);
      const [oldest] = bySid.keys();
      if (bySid.size > kept && oldest !== undefined) bySid.delete(oldest);
      return added;
    },
    get: (sid: string) => bySid.get(sid) ?? null,
    /** Newest first. */
    list({ to, from }: { readonly to?: string | undefined; readonly from?: string | undefined } = {}) {
      const all = [...bySid.values()].reverse();
      return all.filter((it) => (to === undefined || it.to === to) && (from === undefined || it.from === from));
    },
    /** Moves a message on; one that was forgotten is left forgotten. */
    setStatus(sid: string, status: MessageStatus, errorCode?: number) {
      const at = new Date();
      change(sid, ({ history, errorCode: before }) => ({
        status,
        errorCode: errorCode ?? before,
        history: [...history, { status, at }],
      }));
    },
    addCallback(sid: string, status: MessageStatus, answer: number | null) {
      const at = new Date();
      change(sid, ({ callbacks }) => ({ callbacks: [...callbacks, { status, at, answer }] }));
    },
  };
}

/** GSM 03.38's basic characters, then those that take two places. */
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_DOUBLE = '^{}\\[~]|€';

/** How many parts a text is sent, and charged, in. */
export function countSegments(body: string): number {
  let places = 0;
  for (const character of body) {
    if (GSM_BASIC.includes(character)) places += 1;
    else if (GSM_DOUBLE.includes(character)) places += 2;
    else return body.length <= 70 ? 1 : Math.ceil(body.length / 67); // UCS-2
  }
  return places <= 160 ? 1 : Math.ceil(places / 153);
}
