import { type Changelog, parser, type Release } from 'keep-a-changelog';

/** How far a version moves, from least to most. */
export const steps = ['patch', 'minor', 'major'] as const;
export type Step = (typeof steps)[number];

/** The next version of a package, and its changelog with that version in it. */
export interface PlannedRelease {
  readonly version: string;
  readonly changelog: string;
}

/** A changelog section and the least step that its content asks for. What is taken away breaks users. */
const LEAST: Readonly<Record<string, Step>> = {
  removed: 'major',
  added: 'minor',
  changed: 'minor',
  deprecated: 'minor',
  fixed: 'patch',
  security: 'patch',
};

/**
 * Plans the release of what a changelog calls unreleased. Without `wanted` the step is the least that the sections ask for; while
 * versions begin with 0, a minor one may break. The first release of all is the version as it stands.
 *
 * @param version the one in package.json
 * @param today as YYYY-MM-DD
 * @throws {Error} when nothing is unreleased, or `wanted` is less than what the changelog calls for
 */
export function planRelease(changelog: string, version: string, today: string, wanted: Step | null): PlannedRelease {
  const parsed = parser(changelog);
  const release = parsed.findRelease();
  if (release === undefined || release.isEmpty()) throw new Error('the changelog has nothing unreleased');
  const next =
    parsed.releases.length === 1 && wanted === null ? version : after(version, stepOf(release, version, wanted));
  release.setVersion(next);
  release.setDate(today);
  return { version: next, changelog: formatted(parsed) };
}

/** A changelog as we write it: with empty lines around headings. */
export function formatted(changelog: Changelog): string {
  changelog.format = 'markdownlint';
  return changelog.toString();
}

function stepOf(release: Release, version: string, wanted: Step | null): Step {
  const needed = [...release.changes].flatMap(([section, changes]) =>
    changes.length > 0 ? [LEAST[section] ?? 'minor'] : [],
  );
  const greatest = steps.findLast((step) => needed.includes(step)) ?? 'patch';
  const least = greatest === 'major' && version.startsWith('0.') ? 'minor' : greatest;
  if (wanted === null) return least;
  if (steps.indexOf(wanted) < steps.indexOf(least))
    throw new Error(`the changelog asks for a ${least} version at least`);
  return wanted;
}

function after(version: string, step: Step): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return { major: `${major + 1}.0.0`, minor: `${major}.${minor + 1}.0`, patch: `${major}.${minor}.${patch + 1}` }[step];
}
