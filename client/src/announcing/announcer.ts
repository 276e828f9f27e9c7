import { text } from '../language/text.ts';

/** Changes that come within this time are announced as one text. */
const GATHER_MS = 400;
/** More changes than this in one text are only counted. */
const SPOKEN_AT_ONCE = 3;

/** What is to be read aloud: one sentence for each thing, by the thing's id. */
export type Announcements = ReadonlyMap<string, string>;

/**
 * Gathers announcements and says them as one text, so that a burst does not talk over itself; of each thing only the
 * latest is said. `say` gets an empty text first, because screen readers ignore a text that does not change.
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
      say(
        gathered.size > SPOKEN_AT_ONCE
          ? text('announce.many', { count: gathered.size })
          : [...gathered.values()].join(' '),
      );
      gathered = new Map();
    }, GATHER_MS);
  };
}
