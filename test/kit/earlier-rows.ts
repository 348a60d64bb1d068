import { COLLECTIONS, type ColumnType, type Scalar } from '#store/index.js';
import { COLUMN_FORMS } from '../../src/adapters/sqlite/column-forms.js';
import { openConnection, type SqliteConnection } from '../../src/adapters/sqlite/connections.js';
import { loadDriver, type SqlValue } from '../../src/adapters/sqlite/driver.js';
import { facetsOf, facetText } from '../../src/adapters/sqlite/facet-keys.js';
import { textFormOf } from '../../src/adapters/sqlite/kept-texts.js';
import { identifier, tableOf, type Table } from '../../src/adapters/sqlite/schema.js';

/** From here on records list their facets by name. */
const FACETS_BY_NAME = 10;
/** From here on columns may hold something else than their values. */
const SHORT_COLUMNS = 11;

/** The file of a closed store, with rows as releases of its schema version may have written them: their texts say what columns say, too. */
export async function writeAsEarlier(url: string): Promise<void> {
  const connection = openConnection(await loadDriver(), url.slice('sqlite:'.length), 'write');
  try {
    const last = connection.get('SELECT max(version) AS version FROM schema_version', []);
    const version = Number(last?.['version']);
    for (const table of Object.values(COLLECTIONS).map((one) => tableOf(one as never))) {
      tellTwice(connection, table);
      if (version < FACETS_BY_NAME) listTexts(connection, table);
      if (version < SHORT_COLUMNS) lengthen(connection, table);
    }
    if (version < SHORT_COLUMNS) connection.exec('DROP TABLE IF EXISTS shared_texts');
  } finally {
    connection.close();
  }
}

function tellTwice(connection: SqliteConnection, table: Table): void {
  for (const { doc, ...row } of connection.all(`SELECT * FROM ${table.name}`, [])) {
    const said = [...table.columns].flatMap(([name, type]): [string, unknown][] => {
      const kept = row[name] as SqlValue;
      return kept === null ? [] : [[name, valueIn(connection, type, kept)]];
    });
    const fields = Object.fromEntries(said);
    const text = textFormOf(table.collection)?.read(doc as SqlValue, fields) ?? String(doc);
    const record = { ...fields, ...(JSON.parse(text) as object) };
    const set = `UPDATE ${table.name} SET doc = ? WHERE id = ?`;
    connection.run(set, [JSON.stringify(record), row['id'] as SqlValue]);
  }
}

/** Of a column that may hold the value itself already. */
function valueIn({ sharedTexts }: SqliteConnection, type: ColumnType, kept: SqlValue): Scalar {
  const { decode, holds } = COLUMN_FORMS[type];
  if (decode === undefined) return kept as Scalar;
  const isNumber = !(kept instanceof Uint8Array) && /^\d+(\.0)?$/.test(String(kept));
  const isValue = holds === 'text' && (type === 'shared' ? !isNumber : false);
  return isValue ? (kept as Scalar) : decode(kept, sharedTexts);
}

function listTexts(connection: SqliteConnection, table: Table): void {
  const listed = `SELECT id, facets FROM ${table.name} WHERE facets LIKE '{%'`;
  for (const { id, facets } of connection.all(listed, [])) {
    const texts = facetsOf(String(facets)).map(([name, value]) => facetText(name, value));
    const relist = `UPDATE ${table.name} SET facets = ? WHERE id = ?`;
    connection.run(relist, [JSON.stringify(texts), id as SqlValue]);
  }
}

/** Columns hold their values. */
function lengthen(connection: SqliteConnection, table: Table): void {
  for (const [name, type] of table.columns) {
    if (COLUMN_FORMS[type].holds !== 'text' || type === 'text') continue;
    const column = identifier(name);
    const select = `SELECT DISTINCT ${column} AS kept FROM ${table.name} WHERE ${column} IS NOT NULL`;
    for (const { kept } of connection.all(select, [])) {
      const value = valueIn(connection, type, kept as SqlValue);
      const set = `UPDATE ${table.name} SET ${column} = ? WHERE ${column} = ?`;
      connection.run(set, [String(value), kept as SqlValue]);
    }
  }
}
