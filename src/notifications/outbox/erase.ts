import {
  findAll,
  findInWays,
  nextVersion,
  type AccountEntryEraser,
  type OrganizationScope,
  type PersonEraser,
  wayBy,
} from '#core/index.js';
import { compare, equals, type Mail } from '#store/index.js';
import { withoutActor } from '../rules/actor-words.js';

type Scope = Pick<OrganizationScope, 'ctx' | 'tx'>;

/** Mails to the person, whatever their state, with what was put into summaries. */
export const eraseMailsTo: PersonEraser = async (scope, { memberIds, addresses }) => {
  const { tx, organization } = scope;
  const ways = [...wayBy('memberId', memberIds), ...wayBy('toKey', addresses)];
  const here = equals('organizationId', organization.id);
  const own = await findInWays(tx.mails, ways, here, (records) =>
    records.filter(({ memberId }) => memberId === undefined || memberIds.includes(memberId)),
  );
  for (const { id } of own) await tx.mails.remove(id);
  return { done: own.length };
};

/**
 * Mails to others that were made of the entries: those that tell of the person go, with their line in a summary; of those that name the
 * person as the one who acted, the name goes.
 */
export const eraseMailsOfEntries: AccountEntryEraser = async (scope, found) => {
  let done = 0;
  for (const { entry, isSubject, isNamed } of found) {
    if (entry.type === 'invitation.expired') continue;
    const where = compare('onceKey', 'sw', `${entry.id}:`);
    for (const mail of await findAll(scope.tx.mails, where)) {
      await eraseLine(scope, mail);
      if (isSubject || isNamed) await scope.tx.mails.remove(mail.id);
      else await eraseActorName(scope, mail);
      done += 1;
    }
  }
  return done;
};

async function eraseActorName({ ctx, tx }: Scope, mail: Mail): Promise<void> {
  const data = withoutActor(mail.data);
  if (data) await tx.mails.update(nextVersion<Mail>(ctx, mail, { data }));
}

/** The line of the mail in the summary that it went into. */
async function eraseLine({ ctx, tx }: Scope, { id, digestId }: Mail): Promise<void> {
  const digest = digestId === undefined ? undefined : await tx.mails.get(digestId);
  const lines = digest?.data['lines'];
  if (!digest || !Array.isArray(lines)) return;
  const left = (lines as readonly { text: string; mailId?: string }[]).filter(
    ({ mailId }) => mailId !== id,
  );
  if (left.length === lines.length) return;
  const data = { ...digest.data, lines: left, items: left.map(({ text }) => text).join('\n') };
  await tx.mails.update(nextVersion<Mail>(ctx, digest, { data }));
}
