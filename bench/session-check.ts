/**
 * `npm run bench:session-check -- [--store URL] [--rounds 100]`
 *
 * What the check of a session costs of the four look-ups that it makes (the bar: 1.2), in one process over an empty database: SQLite in a
 * temporary folder unless `--store` names another one. No other load is needed, so that it takes seconds.
 */
import './fresh-build.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FULL_AUTHORITY, newTraceId, silentLog, systemClock } from '#kernel/index.js';
import { compose } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { compareSessionCheck } from './sessions.js';

const { values } = parseArgs({
  options: { store: { type: 'string' }, rounds: { type: 'string', default: '100' } },
});
const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const url = values.store ?? `sqlite:${join(work, 'sessions.db')}`;
const settings = loadSettings({
  env: {},
  overrides: { store: { url }, secrets: { key: 'secrets-key-of-the-bench-0123456789' } },
});
const application = await compose(settings, { clock: systemClock, log: silentLog });
try {
  const { id } = await application.core.organizations.create(
    {
      actor: { kind: 'operator', name: 'operator' },
      authority: FULL_AUTHORITY,
      traceId: newTraceId(),
      clock: systemClock,
      log: silentLog,
    },
    { name: 'Bench' },
  );
  const { check, lookUps } = await compareSessionCheck(application, id, Number(values.rounds));
  console.log(
    `Node ${process.version}, ${application.store.kind}: check ${check.toFixed(1)} µs, ` +
      `look-ups ${lookUps.toFixed(1)} µs, ${(check / lookUps).toFixed(3)} of them`,
  );
} finally {
  await application.close();
  rmSync(work, { recursive: true, force: true });
}
