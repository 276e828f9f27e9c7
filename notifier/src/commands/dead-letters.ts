/**
 * `npm run dead-letters -- list | show <place>… | redrive <place>… | redrive --all`: shows what could not be read or
 * delivered, and puts it back once its cause is fixed.
 */
import { EventLogError, openEventLog } from '@belltower/event-log';
import { runCommand } from '@belltower/support/process';
import { type DeadLetter, fullTextOf, readDeadLetters, redrive, summaryOf } from '../report/dead-letters.ts';
import { readLogSettings } from './log-settings.ts';

await runCommand({
  usage: 'dead-letters list | show <place>… | redrive <place>… | redrive --all\n(a place is what list prints first)',
  parse([command, ...places]) {
    if (command === 'list') return { command, places };
    if ((command === 'show' || command === 'redrive') && places.length > 0) return { command, places };
    throw new Error('a command is expected');
  },
  settings: readLogSettings,
  async run({ command, places }, { eventLog }) {
    await using log = openEventLog(eventLog);
    const letters = await readDeadLetters(log);
    if (command === 'list') {
      for (const letter of letters) console.log(summaryOf(letter));
      console.log(letters.length === 1 ? '1 dead letter' : `${letters.length} dead letters`);
      return 0;
    }
    const isAll = command === 'redrive' && places[0] === '--all';
    const { found, missing } = isAll ? { found: letters, missing: [] } : findAll(letters, places);
    for (const place of missing) console.error(`${place}: there is no such dead letter`);
    for (const letter of found) {
      if (command === 'show') {
        console.log(`${fullTextOf(letter)}\n`);
        continue;
      }
      await redrive(log, letter);
      console.log(`${letter.place} is back in ${letter.origin?.topic}`);
    }
    return missing.length === 0 ? 0 : 1;
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
