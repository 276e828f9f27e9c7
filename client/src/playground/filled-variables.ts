/** The variables of the example tabs, with what earlier answers said: nobody has to copy ids. Pure. */

/** What answers have said, by the name that stands in the variables for it. */
export type Known = ReadonlyMap<string, string>;

/** A name in the variables, such as `"{{appointmentId}}"`. */
const PLACEHOLDER = /"\{\{(\w+)\}\}"/g;

/** What stands for what, and where an answer says it: a path of fields, in which `*` is the first of a list. `isLast`: only where nothing else did. */
const SOURCES: readonly (readonly [name: string, path: string, isLast?: true])[] = [
  ['appointmentId', 'createAppointment.appointment.id'],
  ['feedCursor', 'createAppointment.feedCursor'],
  ['sequence', 'createAppointment.appointment.sequence'],
  ['sequence', 'rescheduleAppointment.appointment.sequence'],
  ['failedDeliveryId', 'unreachable.appointment.deliveries.*.id'],
  ['failedDeliveryId', 'failures.nodes.*.id', true], // which may be of an appointment that was changed since
];

/** What is known after an answer; the same map where it says nothing that counts. */
export function learn(known: Known, data: unknown): Known {
  const found = SOURCES.flatMap(([name, path, isLast]) => {
    if (isLast && known.has(name)) return [];
    const value = path.split('.').reduce(fieldOf, data);
    return typeof value === 'string' || typeof value === 'number' ? [[name, JSON.stringify(value)] as const] : [];
  });
  return found.length === 0 ? known : new Map([...known, ...found]);
}

/** The variables with what is known; what is not known yet stays as it is. */
export function fill(variables: string, known: Known): string {
  return variables.replace(PLACEHOLDER, (placeholder, name: string) => known.get(name) ?? placeholder);
}

/** Whether variables still have to be filled: the first name that is missing. */
export function missingIn(variables: string): string | null {
  return variables.match(PLACEHOLDER)?.[0]?.slice(3, -3) ?? null;
}

function fieldOf(value: unknown, name: string): unknown {
  if (name === '*') return Array.isArray(value) ? value[0] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
