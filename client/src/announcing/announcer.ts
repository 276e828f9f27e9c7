/** Changes that come within this time are told in one breath. */
const GATHER_MS = 400;
/** More than so many at once are only counted. */
const TOLD_AT_ONCE = 3;

/**
 * Gathers what is to be read aloud and says it as one text, so that a burst does not talk over itself. `say` gets an
 * empty text first, because a screen reader keeps silent about a text that does not change.
 */
export function createAnnouncer(say: (text: string) => void): (sentences: readonly string[]) => void {
  let gathered: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (sentences) => {
    if (sentences.length === 0) return;
    if (gathered.length === 0) say('');
    gathered.push(...sentences);
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      say(gathered.length > TOLD_AT_ONCE ? `${gathered.length} changes.` : gathered.join(' '));
      gathered = [];
    }, GATHER_MS);
  };
}
