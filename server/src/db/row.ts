import type { Opt } from '@mikro-orm/core';

/** An entity as plain data: what is nullable is null when it is absent, never missing. */
export type RowOf<Entity> = { readonly [Field in keyof Entity & string]-?: Plain<Exclude<Entity[Field], undefined>> };

/** MikroORM marks what has a default, which a row has as well as the rest. */
type Plain<Value> = Value extends Opt<infer Given> ? Given : Value;

/** Entities that were read whole, as rows: every column was selected, so nothing is missing (MikroORM types cannot say so). */
export function asRows<Entity extends object>(entities: readonly Entity[]): readonly RowOf<Entity>[] {
  return entities as readonly unknown[] as readonly RowOf<Entity>[];
}
