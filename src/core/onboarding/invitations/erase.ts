import { all, equals, facet, type Invitation } from '#store/index.js';
import {
  ERASE_BATCH_SIZE,
  findInWays,
  nextVersion,
  NOTHING_ERASED,
  type EntryEraser,
  type ErasedPerson,
  type OrganizationScope,
  type PersonEraser,
  wayBy,
} from '#core/tenancy/index.js';
import { endInvitation, statusTallyKey, writeInvitation } from './write.js';

/** Invitations to the person. A pending one is revoked first, without a mail, so that its place and its seats are free. */
export const eraseInvitations: PersonEraser = async (scope, person) => {
  const { tx, organization } = scope;
  const ways = [...wayBy('memberId', person.memberIds), ...wayBy('emailKey', person.addresses)];
  const here = equals('organizationId', organization.id);
  const own = await findInWays(tx.invitations, ways, here, (records) =>
    records.filter((one) => isOf(one, person)),
  );
  for (const invitation of own) await eraseInvitation(scope, invitation);
  return {
    done: own.length,
    found: {
      keys: own.map(({ id }) => `target invitation:${id}`),
      addresses: own.map(({ emailKey }) => emailKey),
    },
  };
};

/** One that became another member's is that one's. */
function isOf({ memberId }: Invitation, { memberIds }: ErasedPerson): boolean {
  return memberId === undefined || memberIds.includes(memberId);
}

async function eraseInvitation(scope: OrganizationScope, before: Invitation): Promise<void> {
  const { tx } = scope;
  const invitation =
    before.status === 'pending'
      ? await endInvitation(scope, before, 'revoked', {}, { notify: false })
      : before;
  await tx.invitationTokens.removeWhere(equals('invitationId', invitation.id));
  await tx.invitations.remove(invitation.id);
  if (invitation.hidden) return;
  await tx.tallies.adjust(statusTallyKey(invitation.organizationId, invitation.status), -1);
}

/** Name and words of the person in invitations to others. */
export const eraseInviter: PersonEraser = async (scope, { memberIds }) => {
  const { tx, organization } = scope;
  const pages = await Promise.all(
    memberIds.map((id) =>
      tx.invitations.find({
        where: all(
          equals('organizationId', organization.id),
          facet(organization.id, 'inviter', id),
        ),
        limit: ERASE_BATCH_SIZE,
      }),
    ),
  );
  let done = 0;
  for (const invitation of pages.flatMap(({ records }) => records)) {
    await withoutInviter(scope, invitation);
    done += 1;
  }
  return done === 0 ? NOTHING_ERASED : { done };
};

/** Without the id, too, so that it is not found again. */
async function withoutInviter(scope: OrganizationScope, before: Invitation): Promise<void> {
  const { message: _message, note: _note, ...rest } = before;
  const { inviter } = before;
  const isEnder = rest.endedBy === inviter.name;
  const after = nextVersion<Invitation>(scope.ctx, rest, {
    inviter: { kind: inviter.kind, name: '' },
    ...(isEnder && { endedBy: '' }),
  });
  await writeInvitation(scope, before, after);
}

/** The name of the person who ended an invitation of another one, and what was written to the invitee. */
export const eraseEnder: EntryEraser = async (scope, found) => {
  const ids = found.flatMap(({ entry: { target }, isActor }) =>
    isActor && target.kind === 'invitation' ? [target.id] : [],
  );
  const names = new Set(found.map(({ entry }) => entry.actor.name));
  let done = 0;
  for (const before of await scope.invitations.getMany(ids)) {
    if (before.endedBy === undefined || before.endedBy === '' || !names.has(before.endedBy))
      continue;
    const { note: _note, ...rest } = before;
    const after = nextVersion<Invitation>(scope.ctx, rest, { endedBy: '' });
    await writeInvitation(scope, before, after);
    done += 1;
  }
  return done;
};
