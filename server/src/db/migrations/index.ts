import { Migration20261123062740 } from './Migration20261123062740.ts';
import { Migration20261123074817 } from './Migration20261123074817.ts';
import { Migration20261126080707 } from './Migration20261126080707.ts';
import { Migration20261126082100 } from './Migration20261126082100.ts';
import { Migration20261126184648 } from './Migration20261126184648.ts';
import { Migration20261126185112 } from './Migration20261126185112.ts';
import { Migration20261126220744 } from './Migration20261126220744.ts';
import { Migration20261126221453 } from './Migration20261126221453.ts';
import { Migration20261126232436 } from './Migration20261126232436.ts';
import { Migration20261126233500 } from './Migration20261126233500.ts';
import { Migration20261126234500 } from './Migration20261126234500.ts';
import { Migration20261127110242 } from './Migration20261127110242.ts';
import { Migration20261127114526 } from './Migration20261127114526.ts';
import { Migration20261127172241 } from './Migration20261127172241.ts';

/** Every migration, in order. `npm run migration -w server` writes a new one; it counts only once it is listed here. */
export const migrations = [
  Migration20261123062740,
  Migration20261123074817,
  Migration20261126080707,
  Migration20261126082100,
  Migration20261126184648,
  Migration20261126185112,
  Migration20261126220744,
  Migration20261126221453,
  Migration20261126232436,
  Migration20261126233500,
  Migration20261126234500,
  Migration20261127110242,
  Migration20261127114526,
  Migration20261127172241,
];
