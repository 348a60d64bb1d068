import type { SqliteConnection } from './connections.js';

/**
 * Step 4: of present members with one address, which earlier releases let in, all but the oldest are marked as waiting for it. Who waits
 * for another address already is left alone.
 */
export function markDuplicateAddresses(connection: SqliteConnection): void {
  const known = connection.all(`SELECT name FROM pragma_table_info('members')`, []);
  const hasColumns = known.some(({ name }) => name === 'wantedKey');
  connection.exec(`UPDATE members SET
      doc = json_set(doc, '$.conflict', 'open', '$.wantedKey', emailKey, '$.wanted', json_object(
        'email', json_extract(doc, '$.email'), 'since', json_extract(doc, '$.updatedAt')))
      ${hasColumns ? `, conflict = 'open', wantedKey = emailKey` : ''}
    WHERE emailKey IS NOT NULL AND status <> 'left' AND json_extract(doc, '$.conflict') IS NULL
      AND EXISTS (SELECT 1 FROM members AS older
        WHERE older.organizationId = members.organizationId AND older.emailKey = members.emailKey
          AND older.status <> 'left' AND older.id < members.id)`);
}
