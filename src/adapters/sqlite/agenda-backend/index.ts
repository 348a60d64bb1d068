import { InMemoryNotificationChannel, type AgendaBackend } from 'agenda';
import type { Store } from '#store/index.js';
import { connectionAccessOf } from '../sqlite-store.js';
import { SqliteJobs } from './repository.js';

/** Agenda's backend with what jobs/ needs beyond it. */
export interface SqliteJobBackend extends AgendaBackend {
  wake(name: string): Promise<boolean>;
  reschedule(name: string, repeatInterval: string | number, timezone: string): Promise<void>;
}

/**
 * Keeps Agenda's jobs in the same database as the store, through its one writer; to be closed after the backend's last use. Writes
 * nothing before `connect`.
 */
export function createSqliteJobBackend(store: Store): SqliteJobBackend {
  const repository = new SqliteJobs(connectionAccessOf(store));
  return {
    name: 'SQLite',
    repository,
    notificationChannel: new InMemoryNotificationChannel(),
    ownsConnection: false,
    connect: () => repository.connect(),
    // the connection is the store's
    disconnect: async () => undefined,
    wake: async (name) => (await repository.wake(name)) > 0,
    async reschedule(name, interval, timezone) {
      await repository.reschedule(name, interval, timezone);
    },
  };
}
