import { readFileSync } from 'node:fs';
import { parser } from 'keep-a-changelog';
import { describe, expect, it } from 'vitest';
import { formatted, planRelease } from './plan-release.ts';

const changelogOf = (unreleased: string) => `# Changelog of things

What changes.

## Unreleased

${unreleased}
## 1.2.3 - 2026-01-02

### Added

- A thing, described
  on two lines.
`;
const fixed = '### Fixed\n\n- A fault.\n';
const plan = (changelog: string, wanted: Parameters<typeof planRelease>[3] = null, version = '1.2.3') =>
  planRelease(changelog, version, '2026-02-03', wanted);

describe('a release', () => {
  it('turns what is unreleased into a version of today, and leaves the rest as it was', () => {
    const changelog = changelogOf(fixed);
    expect(plan(changelog)).toEqual({
      version: '1.2.4',
      changelog: changelog.replace('## Unreleased', '## 1.2.4 - 2026-02-03'),
    });
  });

  it.each([
    ['Fixed', '1.2.4', '0.2.4'],
    ['Security', '1.2.4', '0.2.4'],
    ['Added', '1.3.0', '0.3.0'],
    ['Changed', '1.3.0', '0.3.0'],
    ['Deprecated', '1.3.0', '0.3.0'],
    ['Removed', '2.0.0', '0.3.0'],
  ])('of a changelog with something under %s is %s after 1.2.3, and %s after 0.2.3', (section, stable, early) => {
    const changelog = changelogOf(`${fixed}\n### ${section}\n\n- A thing.\n`);
    expect(plan(changelog).version).toBe(stable);
    expect(plan(changelog, null, '0.2.3').version).toBe(early);
  });

  it('may be a greater step than is asked for, and no smaller one', () => {
    expect(plan(changelogOf(fixed), 'major').version).toBe('2.0.0');
    expect(() => plan(changelogOf('### Added\n\n- A thing.\n'), 'patch')).toThrow('a minor version at least');
  });

  it('is the version as it stands when it is the first', () => {
    const first = '# Changelog\n\nWhat changes.\n\n## Unreleased\n\n### Added\n\n- All of it.\n';
    expect(plan(first, null, '0.1.0').version).toBe('0.1.0');
  });

  it('is refused when nothing is unreleased', () => {
    expect(() => plan(changelogOf(''))).toThrow('nothing unreleased');
    expect(() => plan(changelogOf(fixed).replace('## Unreleased', '## 1.2.4 - 2026-01-03'))).toThrow(
      'nothing unreleased',
    );
  });
});

it.each(['events', 'event-log', 'channels', 'sdk'])(
  'the changelog of %s has the form that a release leaves',
  (name) => {
    const changelog = readFileSync(new URL(`../../../${name}/CHANGELOG.md`, import.meta.url), 'utf8');
    expect(formatted(parser(changelog))).toBe(changelog);
  },
);
