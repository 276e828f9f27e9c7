import { Migration20261123062914 } from './Migration20261123062914.ts';

/** Every migration of the ledger, oldest first. A new one is added here by hand. */
export const migrations = [Migration20261123062914];
