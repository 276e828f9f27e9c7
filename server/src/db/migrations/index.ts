import { Migration20261123062740 } from './Migration20261123062740.ts';
import { Migration20261123074817 } from './Migration20261123074817.ts';
import { Migration20261126080707 } from './Migration20261126080707.ts';
import { Migration20261126082100 } from './Migration20261126082100.ts';

/** Every migration, in order. `npm run migration -w server` writes a new one; it counts only once it is listed here. */
export const migrations = [
  Migration20261123062740,
  Migration20261123074817,
  Migration20261126080707,
  Migration20261126082100,
];
