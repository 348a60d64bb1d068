import { addressKey, instant, type Context } from '#kernel/index.js';
import {
  all,
  any,
  compare,
  equals,
  oneOf,
  type Invitation,
  type Member,
  type Readers,
  type Store,
  type Term,
} from '#store/index.js';
import {
  beginningWith,
  isLookedForInside,
  SEARCHED_COLUMNS,
  termsOfSearch,
  wordsOfSearch,
} from '../searchables.js';

/** Each word of `q` is in the name, an address, the login, the external id or the employee number of a member. */
export function termsOfMemberSearch(organizationId: string, q: string): Term[] {
  return termsOfSearch(organizationId, q, (word) => saidOfPerson(organizationId, word));
}

/** Records in one of the places of a word up to which they are listed; where there are more, a walk along the list finds its page soon. */
const FEW = 1_000;

/**
 * The same condition as `termsOfMemberSearch` or, for invitations, `termsOfSearch`. A word that few records have is looked up first, in
 * each of its places along an index that holds nothing but the text, and the condition is their ids. Else all records would be read to
 * find the one.
 */
export async function narrowedSearch(
  read: Pick<Readers, 'members' | 'invitations' | 'scimUsers'>,
  organizationId: string,
  list: 'members' | 'invitations',
  q: string,
): Promise<Term[]> {
  let few: ReadonlySet<string> | undefined;
  const broad: string[] = [];
  for (const word of wordsOfSearch(q)) {
    const ids = await idsWith(read, organizationId, list, word);
    if (ids === undefined) broad.push(word);
    else few = few ? new Set([...few].filter((id) => ids.has(id))) : ids;
  }
  const others = broad.flatMap((word) =>
    list === 'members'
      ? termsOfMemberSearch(organizationId, word)
      : termsOfSearch(organizationId, word),
  );
  return few ? [oneOfMany([...few]), ...others] : others;
}

/** Undefined: in one of the places there are many. */
async function idsWith(
  read: Pick<Readers, 'members' | 'invitations' | 'scimUsers'>,
  organizationId: string,
  list: 'members' | 'invitations',
  word: string,
): Promise<ReadonlySet<string> | undefined> {
  if (!isLookedForInside(word)) return undefined;
  const own = equals('organizationId', organizationId);
  const here = (where: Term) => read[list].few({ where, column: 'id', limit: FEW });
  const said = all(own, compare('textKey', 'co', word));
  const places = [
    ...SEARCHED_COLUMNS.map((column) => () => here(all(own, compare(column, 'co', word)))),
    ...(list === 'members'
      ? [() => read.scimUsers.few({ where: said, column: 'memberId', limit: FEW })]
      : []),
    // last: an adapter may list all that begin so before it counts them
    () => here(beginningWith(organizationId, word)),
  ];
  const ids = new Set<string>();
  for (const found of places) {
    const some = await found();
    if (!some) return undefined;
    for (const id of some) ids.add(id);
  }
  return ids;
}

function oneOfMany(ids: readonly string[]): Term {
  const lists: Term[] = [];
  for (let from = 0; from === 0 || from < ids.length; from += FEW) {
    lists.push(oneOf('id', ids.slice(from, from + FEW)));
  }
  const [only] = lists;
  return only && lists.length === 1 ? only : any(...lists);
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
