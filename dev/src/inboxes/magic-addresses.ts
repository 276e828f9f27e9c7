/** The addresses that make the mail inbox refuse, as data. Any name before the @ will do, so that each run has its own. */

/** One domain and what a mail to anybody there brings. */
export type MagicDomain = ReturnType<typeof magic>;

/** `times`: so often for each address, then one is accepted, then the count begins again; null: always. */
function magic(domain: string, meaning: string, code: number, text: string, times: number | null = null) {
  return { domain, meaning, reply: { code, text }, times };
}

/**
 * The domains, with the reply to RCPT TO and its enhanced code (RFC 3463). They end in `.example`, which RFC 2606 keeps for
 * documents: nobody's mail is refused by mistake.
 */
export const magicDomains = {
  unknown: magic('unknown.example', 'no such mailbox', 550, '5.1.1 No such mailbox here'),
  refused: magic('refused.example', 'refused for good', 550, '5.2.1 This mailbox is disabled'),
  busy: magic('busy.example', 'refused for a moment twice, then accepted', 451, '4.3.2 Busy, please come again', 2),
  away: magic('away.example', 'refused for a moment, always', 451, '4.3.2 Busy, please come again'),
};

/** Answers how to refuse an address this time, or null to accept it. It counts, so it is asked once for each mail. */
export function createRefusals(): (address: string) => MagicDomain['reply'] | null {
  const refused = new Map<string, number>();
  return (address) => {
    const key = address.toLowerCase();
    const magic = Object.values(magicDomains).find(({ domain }) => key.endsWith(`@${domain}`));
    if (magic === undefined) return null;
    const before = refused.get(key) ?? 0;
    const isOver = magic.times !== null && before >= magic.times;
    if (isOver) refused.delete(key);
    else if (magic.times !== null) refused.set(key, before + 1);
    return isOver ? null : magic.reply;
  };
}
