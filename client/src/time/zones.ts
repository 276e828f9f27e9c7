/** Time zones: what the browser says of its own, and what it knows. */

/** Whether the browser can reckon in a zone of this name (IANA). Offsets such as `+01:00` are none: the server takes names only. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The browser's own time zone; null where it does not know it: some say `Etc/Unknown`, or nothing. */
export function knownOwnTimeZone(): string | null {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  return isTimeZone(name) ? name : null;
}

/** The time zone to show times in: the browser's own, and UTC where it does not know it. */
export function ownTimeZone(): string {
  return knownOwnTimeZone() ?? 'UTC';
}

/** The time zones to choose from, by their names, with `chosen` among them. */
export function timeZones(chosen: string): readonly string[] {
  return [...new Set([chosen, ownTimeZone(), 'UTC', ...supportedTimeZones()])].sort();
}

function supportedTimeZones(): readonly string[] {
  try {
    return Intl.supportedValuesOf('timeZone');
  } catch {
    return []; // a browser that is too old to list them
  }
}
