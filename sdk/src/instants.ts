/** Instants may be given as a Date wherever the schema has a DateTime. */

/** The fields of our inputs that are instants. */
type InstantField = 'time' | 'since' | 'until' | 'appointmentSince' | 'appointmentUntil';

/** An input whose instants may be Dates too. */
export type WithDates<Input> = {
  [Field in keyof Input]: Field extends InstantField ? Input[Field] | Date : Input[Field];
};

/** The same with each Date as RFC 3339 text. @throws {RangeError} of a Date that is none */
export function withInstants<Input extends object>(input: Input): WithoutDates<Input> {
  const written = Object.entries(input).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(written);
}

type WithoutDates<Input> = { [Field in keyof Input]: Exclude<Input[Field], Date> };
