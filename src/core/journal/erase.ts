import { instant, randomSalt } from '#kernel/index.js';
import { searchableOfEntry, type JournalEntry } from '#store/index.js';
import {
  hashOfEntry,
  INSTALLATION,
  journalTally,
  type InstallationScope,
  type PersonInEntry,
} from '#core/tenancy/index.js';

/** What `journal.erased` says of one entry: its hash as it stays, and the hash of what is left of it. */
export interface ErasedEntry {
  readonly sequence: number;
  readonly hash: string;
  readonly remainder: string;
}

export const ERASED_TYPE = 'journal.erased';

/** Words that people type about others; an actor's own go with the actor. */
const FREE_TEXTS: ReadonlySet<string> = new Set(['message', 'note', 'reason']);

/**
 * Takes a person out of entries. Of entries about the person the whole payload goes (name of the target, before, after); of those about
 * others that name the person, before and after; of those that the person made, the name and the words typed. The hash of each stays,
 * and `journal.erased` names it together with the hash of what is left, so that the chain verifies. Returns how many entries had
 * anything to lose. At most a hundred at once.
 */
export async function eraseFromEntries(
  scope: InstallationScope,
  organizationId: string,
  found: readonly PersonInEntry[],
): Promise<number> {
  const { ctx, tx, journal } = scope;
  const updatedAt = instant(ctx.clock.now());
  const erased = found.flatMap((one) => {
    const left = withoutPerson(one);
    return left === undefined ? [] : [{ ...left, salt: randomSalt(), updatedAt }];
  });
  if (erased.length === 0) return 0;
  const entries = erased.map((left): ErasedEntry => ({
    sequence: left.sequence,
    hash: left.hash,
    remainder: remainderOf(left),
  }));
  const kind = organizationId === INSTALLATION ? 'installation' : 'organization';
  await journal.append({
    type: ERASED_TYPE,
    target: { kind, id: organizationId },
    after: { entries },
  });
  const erasedIn = await tx.tallies.get(journalTally(organizationId));
  for (const left of erased) {
    const after: JournalEntry = { ...left, erasedIn };
    await tx.journal.update(after, searchableOfEntry(after));
  }
  return erased.length;
}

/** The hash of an erased entry as it is now. */
export function remainderOf(entry: JournalEntry): string {
  const { hash: _hash, erasedIn: _erasedIn, ...left } = entry;
  return hashOfEntry(left);
}

/** The next version of the entry; undefined when it holds nothing of the person any more. */
function withoutPerson({
  entry,
  isSubject,
  isNamed,
  isActor,
}: PersonInEntry): JournalEntry | undefined {
  const { before, after, ...rest } = entry;
  const { actor, actorKey, target } = rest;
  // who has an invitation link is known by a name only
  const hasDetails = !isSubject && !isNamed;
  const isInvitee = isSubject && actor.kind === 'invitee';
  const left: JournalEntry = {
    ...rest,
    ...((isActor || isInvitee) && { actor: { ...actor, name: '' } }),
    actorKey: isInvitee ? 'invitee:' : actorKey,
    target: isSubject ? { kind: target.kind, id: target.id } : target,
    ...(hasDetails && before && { before: isActor ? withoutTexts(before) : before }),
    ...(hasDetails && after && { after: isActor ? withoutTexts(after) : after }),
  };
  if (remainderOf(left) === remainderOf(entry)) return undefined;
  return { ...left, version: entry.version + 1 };
}

function withoutTexts<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutTexts<unknown>) as T;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !FREE_TEXTS.has(name));
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutTexts<unknown>(one)])) as T;
}
