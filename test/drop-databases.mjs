// After a run of Jest: drops the databases of MongoDB that the run made and kept for its next files (start-databases.mjs).
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export default async function dropDatabases() {
  const folder = process.env.MUSTER_TEST_DATABASES;
  if (!folder) return;
  const names = readdirSync(join(folder, 'made'));
  rmSync(folder, { recursive: true });
  if (names.length === 0) return;
  const { createConnection } = await import('mongoose');
  const connection = await createConnection(process.env.MUSTER_TEST_MONGODB_URL).asPromise();
  for (const name of names) await connection.useDb(name).dropDatabase();
  await connection.close();
}
