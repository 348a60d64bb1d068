import type { Member } from '#store/index.js';

/** What a host needs of a member whom it knows no more: who it was, and what the person had. */
export function lastStateOf({ email, accountId, source, grants }: Member): object {
  const roles = [...new Set(grants.map(({ role }) => role))];
  return { email, accountId, source, roles };
}
