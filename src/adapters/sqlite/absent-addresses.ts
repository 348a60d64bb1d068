import type { SqliteConnection } from './connections.js';

/**
 * Step 6: accounts need no address. SQLite cannot take NOT NULL from a column, so the table is written anew; its indexes go with the old
 * one and are made again as they are declared.
 */
export function letAddressesBeAbsent(connection: SqliteConnection): void {
  const columns = connection.all(
    `SELECT name, type, pk, "notnull" FROM pragma_table_info('accounts')`,
    [],
  );
  const isRequired = columns.some(
    (column) => column['name'] === 'emailKey' && column['notnull'] === 1,
  );
  if (!isRequired) return;
  const definitions = columns.map(({ name, type, pk, notnull }) => {
    const isFilled = notnull === 1 && name !== 'emailKey';
    return `"${String(name)}" ${String(type)}${pk === 1 ? ' PRIMARY KEY' : ''}${isFilled ? ' NOT NULL' : ''}`;
  });
  connection.exec('ALTER TABLE accounts RENAME TO accounts_before');
  connection.exec(`CREATE TABLE accounts (${definitions.join(', ')})`);
  connection.exec('INSERT INTO accounts SELECT * FROM accounts_before');
  connection.exec('DROP TABLE accounts_before');
}
