// Before a run of Jest: a folder that says which databases of MongoDB the run made, and which of them are free
// (kit/mongo-databases.ts). The workers are started later and get the environment of this process.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function startDatabases() {
  if (!process.env.MUSTER_TEST_MONGODB_URL) return;
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-databases-'));
  for (const part of ['made', 'free']) mkdirSync(join(folder, part));
  process.env.MUSTER_TEST_DATABASES = folder;
}
