import { addressKey, instant, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type Invitation,
  type Member,
  type Store,
  type Term,
} from '#store/index.js';
import { termsOfSearch } from '../searchables.js';

/** Each word of `q` is in the name, an address, the login, the external id or the employee number of a member. */
export function termsOfMemberSearch(organizationId: string, q: string): Term[] {
  return termsOfSearch(organizationId, q, (word) => saidOfPerson(organizationId, word));
}

/** A directory says it of the person: part of a login, of any address, of the external id or of the employee number. */
function saidOfPerson(organizationId: string, text: string): Term {
  return {
    kind: 'linked',
    collection: 'scim-users',
    foreign: 'memberId',
    local: 'id',
    where: all(equals('organizationId', organizationId), compare('textKey', 'co', text)),
  };
}

/** Of a whole address; undefined for any other text. */
function addressIn(q: string): string | undefined {
  const text = q.trim();
  return /^[^\s@]+@[^\s@]+$/.test(text) ? addressKey(text) : undefined;
}

export type ExactRow =
  | { readonly kind: 'member'; readonly member: Member }
  | { readonly kind: 'invitation'; readonly invitation: Invitation };

/**
 * The one row whose address `q` is, to the letter but for its case: a member who is there, else a member of whom a directory says the
 * address, else a pending invitation, else a member who left. `terms`: what else the list asks of rows of either kind.
 */
export async function exactRowOf(
  { read }: Store,
  ctx: Context,
  organizationId: string,
  { q, members, invitations }: ExactQuery,
): Promise<ExactRow | undefined> {
  const address = addressIn(q);
  if (address === undefined) return undefined;
  const own = equals('organizationId', organizationId);
  const holds = equals('emailKey', address);
  const first = async (...terms: Term[]): Promise<ExactRow | undefined> => {
    const member = members && (await read.members.first(all(own, ...terms, ...members)));
    return member && { kind: 'member', member };
  };
  const present = oneOf('status', ['active', 'suspended']);
  const found =
    (await first(holds, present)) ?? (await first(saidOfPerson(organizationId, `\n${address}\n`)));
  if (found) return found;
  const pending = [equals('status', 'pending'), compare('expiresAt', 'gt', nowOf(ctx))];
  const invitation =
    invitations && (await read.invitations.first(all(own, holds, ...pending, ...invitations)));
  return invitation ? { kind: 'invitation', invitation } : first(holds);
}

interface ExactQuery {
  readonly q: string;
  /** what else the list asks of members; absent: it has none */
  readonly members?: readonly Term[] | undefined;
  readonly invitations?: readonly Term[] | undefined;
}

function nowOf({ clock }: Context): string {
  return instant(clock.now());
}
