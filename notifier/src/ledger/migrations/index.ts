import { Migration20261123062914 } from './Migration20261123062914.ts';
import { Migration20261126082134 } from './Migration20261126082134.ts';
import { Migration20261126220730 } from './Migration20261126220730.ts';

/** Every migration of the ledger, oldest first. A new one is added here by hand. */
export const migrations = [Migration20261123062914, Migration20261126082134, Migration20261126220730];
