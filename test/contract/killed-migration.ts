import { silentLog, systemClock } from '#kernel/index.js';

/**
 * A process for killed-migrations.test.ts: brings a database up to date and kills itself -9 in one step, after so many writes. The
 * clock is ahead of the lock that the process before it left.
 */
const [url = '', version = '', writes = '', aheadMs = ''] = process.argv.slice(2);
let left = Number(writes);

function dieInTime(): void {
  left -= 1;
  if (left < 0) process.kill(process.pid, 'SIGKILL');
}

/** The same object, of which one method counts. */
function counting<T extends object>(target: T, method: string): T {
  return new Proxy(target, {
    get(of, name) {
      const found = Reflect.get(of, name, of) as unknown;
      if (typeof found !== 'function') return found;
      return (...input: unknown[]): unknown => {
        if (name === method) dieInTime();
        const result: unknown = found.apply(of, input);
        const isCollection = name === 'collection' && typeof result === 'object' && result !== null;
        return isCollection ? counting(result, method) : result;
      };
    },
  });
}

interface Step {
  readonly version: number;
  up(handle: object): Promise<void>;
}

function dying(steps: readonly Step[], method: string): readonly Step[] {
  return steps.map((step) =>
    step.version === Number(version)
      ? { ...step, up: (handle) => step.up(counting(handle, method)) }
      : step,
  );
}

const clock = { now: () => systemClock.now() + Number(aheadMs) };
const options = { url, clock, log: silentLog, migrate: 'auto' } as const;
if (url.startsWith('sqlite:')) {
  const { openSqliteStore, sqliteMigrations } = await import('#adapters/sqlite/index.js');
  const migrations = dying(sqliteMigrations as readonly Step[], 'run');
  await openSqliteStore({ ...options, migrations: migrations as typeof sqliteMigrations });
} else {
  const { openMongoStore, mongoMigrations } = await import('#adapters/mongo/index.js');
  const migrations = dying(mongoMigrations as readonly Step[], 'bulkWrite');
  await openMongoStore({ ...options, migrations: migrations as typeof mongoMigrations });
}
