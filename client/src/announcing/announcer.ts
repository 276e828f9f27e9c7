/** Changes that come within this time are told in one breath. */
const GATHER_MS = 400;
/** More than so many at once are only counted. */
const TOLD_AT_ONCE = 3;

/** What is to be read aloud: one sentence for each thing, by the thing's id. */
export type Announcements = ReadonlyMap<string, string>;

/**
 * Gathers what is to be read aloud and says it as one text, so that a burst does not talk over itself; of each
 * thing it says only the latest. `say` gets an
 * empty text first, because a screen reader keeps silent about a text that does not change.
 */
export function createAnnouncer(say: (text: string) => void): (announcements: Announcements) => void {
  let gathered = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (announcements) => {
    if (announcements.size === 0) return;
    if (gathered.size === 0) say('');
    for (const [thing, sentence] of announcements) gathered.set(thing, sentence);
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      say(gathered.size > TOLD_AT_ONCE ? `${gathered.size} changes.` : [...gathered.values()].join(' '));
      gathered = new Map();
    }, GATHER_MS);
  };
}
