import type { JournalEntry } from '#store/index.js';

// What the texts of notifications take from a journal entry, by placeholder.

export function text(source: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = source?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export const productData = ({ after }: JournalEntry): object => ({
  product: text(after, 'product'),
});

export const seatRequestData = ({ target, after }: JournalEntry): object => ({
  person: target.name ?? '',
  product: text(after, 'product'),
});

export const seatLimitData = ({ after }: JournalEntry): object => ({
  product: text(after, 'product'),
  used: text(after, 'used'),
  seats: text(after, 'seats'),
  percent: text(after, 'percent'),
});

export const limitData = ({ after }: JournalEntry): object => ({
  used: text(after, 'used'),
  limit: text(after, 'limit'),
  percent: text(after, 'percent') || '100',
});

export const joinRequestData = ({ target, after }: JournalEntry): object => ({
  person: target.name ?? '',
  email: text(after, 'email'),
  message: text(after, 'message'),
});

export const inviteeData = ({ after }: JournalEntry): object => ({
  person: text(after, 'email'),
  email: text(after, 'email'),
});

export const expiryData = ({ target, after }: JournalEntry): object => ({
  name: target.name ?? '',
  days: text(after, 'days'),
});

/** The day from which it is asked, as mails write days. */
export const secondFactorData = ({ after }: JournalEntry): object => ({
  expiresAt: text(after, 'from'),
  count: text(after, 'missing'),
});

export const syncData = ({ target, after }: JournalEntry): object => ({
  connection: target.name ?? '',
  reason: text(after, 'reason') || text(after, 'error'),
});

/** The hour in which many people lost something, and when it is applied. */
export const massChangeData = ({ after }: JournalEntry): object => ({
  connection: text(after, 'connection'),
  count: text(after, 'people'),
  expiresAt: text(after, 'appliesAt'),
});

/** Until when the brake is off, and why. */
export const brakeOffData = ({ after }: JournalEntry, actor: string): object => {
  const off = after?.['massChangeBrakeOff'] as Readonly<Record<string, unknown>> | undefined;
  return { actor, expiresAt: text(off, 'until'), reason: text(off, 'reason') };
};

export const lockoutData = ({ target }: JournalEntry): object => ({ person: target.name ?? '' });

export const linkData = ({ target, after }: JournalEntry): object => ({
  person: target.name ?? '',
  email: text(after, 'email'),
  connection: text(after, 'connection'),
  member: text(after, 'member'),
});

export const dormantData = ({ target, before }: JournalEntry): object => ({
  connection: target.name ?? '',
  group: text(before, 'group'),
});

export const endpointData = ({ target, after }: JournalEntry): object => ({
  name: target.name ?? '',
  reason: text(after, 'reason'),
  days: text(after, 'days'),
});

/** The end of the last certificate of a provider. */
export const certificateData = ({ target, after }: JournalEntry): object => ({
  connection: target.name ?? '',
  days: text(after, 'days'),
  expiresAt: text(after, 'expiresAt'),
});

/** `usableUntil`: how long what was read is believed, where that has an end. */
export const metadataData = ({ target, after }: JournalEntry): object => ({
  connection: target.name ?? '',
  usableUntil: text(after, 'usableUntil'),
});

export const groupsData = ({ target }: JournalEntry): object => ({
  connection: target.name ?? '',
});

/** What an identity provider says at a sign-in, and is not applied. */
export const keptAddressData = ({ target, after }: JournalEntry): object => ({
  person: target.name ?? '',
  email: text(after, 'email'),
  connection: text(after, 'connection'),
});

/** The domains as they are now, or were until now. */
export const enforcementData = ({ before, after }: JournalEntry): object => {
  const domains = after?.['domains'] ?? before?.['domains'];
  return { domains: Array.isArray(domains) ? domains.join(', ') : '' };
};

export const connectionData = ({ target }: JournalEntry, actor: string): object => ({
  connection: target.name ?? '',
  actor,
});
