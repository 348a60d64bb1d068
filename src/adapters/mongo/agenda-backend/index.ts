import { InMemoryNotificationChannel, type AgendaBackend } from 'agenda';
import type { Store } from '#store/index.js';
import { databaseOf } from '../stores.js';
import { FencedMongoJobs } from './repository.js';

/** Agenda's backend with what jobs/ needs beyond it. */
export interface MongoJobBackend extends AgendaBackend {
  wake(name: string): Promise<boolean>;
  reschedule(name: string, repeatInterval: string | number, timezone: string): Promise<void>;
}

/**
 * Agenda's own keeper of jobs over the store's connection, with fences. Writes nothing before
 * `connect`.
 */
export function createMongoJobBackend(store: Store): MongoJobBackend {
  const repository = new FencedMongoJobs(databaseOf(store));
  return {
    name: 'MongoDB',
    repository,
    // within this process; others see what is due when they next look
    notificationChannel: new InMemoryNotificationChannel(),
    ownsConnection: false,
    connect: () => repository.connect(),
    // the connection is the store's
    disconnect: async () => undefined,
    wake: async (name) => (await repository.wake(name)) > 0,
    reschedule: (name, interval, timezone) => repository.reschedule(name, interval, timezone),
  };
}
