/**
 * `npm run dead-letters -- list | show <place>… | redrive <place>… | redrive --all`: looks at what could not be read or
 * delivered, and puts it back once its cause is mended.
 */
import { existsSync } from 'node:fs';
import {
  checkEventLogVariables,
  EventLogError,
  eventLogConfigOf,
  eventLogVariables,
  openEventLog,
} from '@belltower/event-log';
import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { type DeadLetter, fullTextOf, readDeadLetters, redrive, summaryOf } from '../report/dead-letters.ts';

const USAGE =
  'dead-letters list | show <place>… | redrive <place>… | redrive --all\n(a place is what list prints first)';

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const schema = z.object(eventLogVariables).superRefine(checkEventLogVariables, { when: () => true });
  await using log = openEventLog(eventLogConfigOf(readEnvironment(schema, process.env)));
  const [command, ...places] = process.argv.slice(2);
  const letters = command === undefined ? [] : await readDeadLetters(log);
  switch (command) {
    case 'list':
      for (const letter of letters) console.log(summaryOf(letter));
      console.log(letters.length === 1 ? '1 dead letter' : `${letters.length} dead letters`);
      break;
    case 'show':
      for (const letter of named(letters, places)) console.log(`${fullTextOf(letter)}\n`);
      break;
    case 'redrive':
      for (const letter of places[0] === '--all' ? letters : named(letters, places)) {
        await redrive(log, letter);
        console.log(`${letter.place} is back in ${letter.origin?.topic}`);
      }
      break;
    default:
      usage();
  }
} catch (error) {
  if (!(error instanceof EnvironmentError || error instanceof EventLogError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function named(letters: readonly DeadLetter[], places: readonly string[]): readonly DeadLetter[] {
  if (places.length === 0) usage();
  const found = new Map(letters.map((letter) => [letter.place, letter]));
  for (const place of places) {
    if (found.has(place)) continue;
    console.error(`${place}: there is no such dead letter`);
    process.exitCode = 1;
  }
  return places.flatMap((place) => found.get(place) ?? []);
}

function usage(): void {
  console.error(USAGE);
  process.exitCode = 2;
}
