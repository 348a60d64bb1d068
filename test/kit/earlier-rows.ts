import { COLLECTIONS } from '#store/index.js';
import { loadDriver } from '../../src/adapters/sqlite/driver.js';
import { facetsOf, facetText } from '../../src/adapters/sqlite/facet-keys.js';
import { formOf, recordOf } from '../../src/adapters/sqlite/row-forms.js';
import { tableOf } from '../../src/adapters/sqlite/schema.js';

/** The file of a closed store, with rows as releases before schema version 10 wrote them: their texts say what columns say, too. */
export async function writeAsEarlier(url: string): Promise<void> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(url.slice('sqlite:'.length), { readOnly: false });
  try {
    for (const table of Object.values(COLLECTIONS).map((one) => tableOf(one as never))) {
      const form = formOf(table);
      const statement = database.prepare(`SELECT ${form.aliased} FROM ${table.name} AS r`);
      statement.setReturnArrays(true);
      const rows = statement.all() as unknown as readonly (readonly string[])[];
      const set = database.prepare(`UPDATE ${table.name} SET doc = ? WHERE id = ?`);
      for (const row of rows) set.run(JSON.stringify(recordOf(form, row)), row[0] ?? null);
      const relist = database.prepare(`UPDATE ${table.name} SET facets = ? WHERE id = ?`);
      const listed = `SELECT id, facets FROM ${table.name} WHERE facets LIKE '{%'`;
      for (const { id, facets } of database.prepare(listed).all()) {
        const texts = facetsOf(String(facets)).map(([name, value]) => facetText(name, value));
        relist.run(JSON.stringify(texts), String(id));
      }
    }
  } finally {
    database.close();
  }
}
