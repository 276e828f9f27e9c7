/** The addresses that make the mail inbox refuse, as data. Any name before the @ will do, so that each run has its own. */

/** One domain and what a mail to anybody there brings. */
export interface MagicDomain {
  readonly domain: string;
  /** The reply to RCPT TO, with the enhanced code of RFC 3463. */
  readonly reply: { readonly code: number; readonly text: string };
  /** So often for each address, then one is accepted, then the count begins again. Null: always. */
  readonly times: number | null;
  readonly meaning: string;
}

/** The domains. They end in `.example`, which RFC 2606 keeps for documents: nobody's mail is refused by mistake. */
export const magicDomains = {
  unknown: {
    domain: 'unknown.example',
    reply: { code: 550, text: '5.1.1 No such mailbox here' },
    times: null,
    meaning: 'no such mailbox',
  },
  refused: {
    domain: 'refused.example',
    reply: { code: 550, text: '5.2.1 This mailbox is disabled' },
    times: null,
    meaning: 'refused for good',
  },
  busy: {
    domain: 'busy.example',
    reply: { code: 451, text: '4.3.2 Busy, please come again' },
    times: 2,
    meaning: 'refused for a moment twice, then accepted',
  },
  away: {
    domain: 'away.example',
    reply: { code: 451, text: '4.3.2 Busy, please come again' },
    times: null,
    meaning: 'refused for a moment, always',
  },
} as const satisfies Readonly<Record<string, MagicDomain>>;

const byDomain = new Map(Object.values<MagicDomain>(magicDomains).map((magic) => [magic.domain, magic]));

/** Answers how to refuse an address this time, or null to accept it. It counts, so it is asked once for each mail. */
export function createRefusals(): (address: string) => MagicDomain['reply'] | null {
  const refused = new Map<string, number>();
  return (address) => {
    const key = address.toLowerCase();
    const magic = byDomain.get(key.slice(key.lastIndexOf('@') + 1));
    if (magic === undefined) return null;
    const before = refused.get(key) ?? 0;
    const isOver = magic.times !== null && before >= magic.times;
    if (isOver) refused.delete(key);
    else if (magic.times !== null) refused.set(key, before + 1);
    return isOver ? null : magic.reply;
  };
}
