import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../project.ts';
import { findBanned } from './find-banned.ts';
import { bannedWords, withoutBannedWords } from './glossary.ts';

/**
 * What is history, generated, or another program's: its words are not ours to choose. This check's own files have them as
 * examples.
 */
const notOurs =
  /(^|\/)(CHANGELOG\.md|LICENSE|package-lock\.json|generated\/|\.snapshot\.json|recorded-[^/]*)|^bench\/results|^dev\/src\/words\/|^events\/(asyncapi\.json|schemas\/)/;

const readable =
  /\.(ts|tsx|mjs|js|md|json|css|graphql|yml|yaml|html|sql|sh|txt|java|properties|example)$|(^|\/)(Dockerfile|run)$/;

const glossary = readFileSync(join(projectRoot, 'docs/glossary.md'), 'utf8');
const banned = bannedWords(glossary);

describe('the words to avoid in docs/glossary.md', () => {
  it('stand in no source, test, configuration or page', () => {
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    const files = listed.split('\n').filter((file) => readable.test(file) && !notOurs.test(file));
    expect(files.length).toBeGreaterThan(500);
    expect(files.flatMap(linesOf)).toEqual([]);
  });

  it('are found as whole words and in parts of names, over line ends and in file names', () => {
    const found = (file: string, source: string) => findBanned(file, source, banned).map(({ text }) => text);
    expect(found('a.ts', 'const toldUpTo = 1; // who was\n// told')).toEqual(['told', 'told']);
    expect(found('a.ts', 'const handOvers = toRest;').sort()).toEqual(['handOvers', 'toRest']);
    expect(found('a.md', 'a hand-over of a delivery at\n * rest').sort()).toEqual(['at\n * rest', 'hand-over']);
    expect(found('server/src/tell-again.ts', '')).toEqual(['tell']);
    expect(found('a.ts', "// a booking\nconst booking = 'bookings';")).toEqual(['booking']);
  });

  it('let pass words that only contain one, names that other programs rely on, and what people read on the page', () => {
    const source = "// Belltower, during a string's ordering\nconst metric = 'notifier_hand_over_seconds';";
    expect(findBanned('a.ts', source, banned)).toEqual([]);
    expect(findBanned('a.tsx', 'const advice = "Tell them by phone."', banned)).toEqual([]);
    expect(findBanned('a.ts', 'const { BOOKINGS_PER_DAY } = environment; // the booking at nine', banned)).toEqual([]);
  });
});

function linesOf(file: string): string[] {
  const source = readFileSync(join(projectRoot, file), 'utf8');
  const text = file === 'docs/glossary.md' ? withoutBannedWords(source) : source;
  return findBanned(file, text, banned).map(
    ({ line, text: found, banned: { instead } }) => `${file}:${line} has "${found}": write ${instead}`,
  );
}
