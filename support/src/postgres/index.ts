export { databaseFailureOf, isDatabaseUnavailable, isDataFailure } from './failures.ts';
export { migrateUnderLock } from './migrate.ts';
export { createOrm, type OrmOptions } from './orm.ts';
export { createStatement, preparedStatements, runStatement, type Statement } from './statement.ts';
export { writeMigration } from './write-migration.ts';
