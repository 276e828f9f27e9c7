/**
 * `npm run dead-letters -- list | show <place>… | redrive [--again] <place>… | redrive --all`: shows what could not be read or
 * delivered, and puts it back once its cause is fixed: once, unless it says again.
 */
import { EventLogError, openEventLog } from '@belltower/event-log';
import { runCommand } from '@belltower/support/process';
import { type DeadLetter, fullTextOf, readDeadLetters, redrive, summaryOf } from '../report/dead-letters.ts';
import { readLogSettings } from './log-settings.ts';

await runCommand({
  usage: `dead-letters list | show <place>… | redrive [--again] <place>… | redrive [--again] --all
(a place is what list prints first; --again: also what was redriven before)`,
  parse([command, ...rest]) {
    const again = command === 'redrive' && rest.includes('--again');
    const places = again ? rest.filter((place) => place !== '--again') : rest;
    if (command === 'list') return { command, places, again };
    if ((command === 'show' || command === 'redrive') && places.length > 0) return { command, places, again };
    throw new Error('a command is expected');
  },
  settings: readLogSettings,
  async run({ command, places, again }, { eventLog }) {
    await using log = openEventLog(eventLog);
    const letters = await readDeadLetters(log);
    if (command === 'list') {
      for (const letter of letters) console.log(summaryOf(letter));
      console.log(letters.length === 1 ? '1 dead letter' : `${letters.length} dead letters`);
      return 0;
    }
    const isAll = command === 'redrive' && places[0] === '--all';
    const { found, missing } = isAll ? { found: letters, missing: [] } : findAll(letters, places);
    let left = 0;
    for (const place of missing) console.error(`${place}: there is no such dead letter`);
    for (const letter of found) {
      if (command === 'show') {
        console.log(`${fullTextOf(letter)}\n`);
        continue;
      }
      if (letter.redrivenAt !== null && !again) {
        left += 1;
        console.error(
          `${letter.place}: was redriven at ${letter.redrivenAt}, and is left; redrive --again does it again`,
        );
        continue;
      }
      await redrive(log, letter);
      console.log(`${letter.place} is back in ${letter.origin?.topic}`);
    }
    return missing.length === 0 && (isAll || left === 0) ? 0 : 1;
  },
  isExpected: (error) => error instanceof EventLogError,
});

function findAll(letters: readonly DeadLetter[], places: readonly string[]) {
  const byPlace = new Map(letters.map((letter) => [letter.place, letter]));
  return {
    found: places.flatMap((place) => byPlace.get(place) ?? []),
    missing: places.filter((place) => !byPlace.has(place)),
  };
}
