import { equals, type JoinRequest } from '#store/index.js';
import {
  findInWays,
  nextVersion,
  type EntryEraser,
  type PersonEraser,
  wayBy,
} from '#core/tenancy/index.js';

/** Requests of the person to join, decided or not. */
export const eraseJoinRequests: PersonEraser = async (
  { tx, organization },
  { memberIds, addresses, accountIds },
) => {
  const ways = [
    ...wayBy('memberId', memberIds),
    ...wayBy('emailKey', addresses),
    ...wayBy('accountId', accountIds),
  ];
  const here = equals('organizationId', organization.id);
  const own = await findInWays(tx.joinRequests, ways, here, (records) =>
    records.filter(({ memberId }) => memberId === undefined || memberIds.includes(memberId)),
  );
  for (const { id } of own) await tx.joinRequests.remove(id);
  return {
    done: own.length,
    found: {
      keys: own.map(({ id }) => `target join-request:${id}`),
      addresses: own.map(({ emailKey }) => emailKey),
    },
  };
};

/** The words with which the person decided about requests of others. */
export const eraseDecisions: EntryEraser = async (scope, found) => {
  const ids = found.flatMap(({ entry: { target }, isActor }) =>
    isActor && target.kind === 'join-request' ? [target.id] : [],
  );
  let done = 0;
  for (const request of await scope.joinRequests.getMany(ids)) {
    if (request.reason === undefined) continue;
    const { reason: _reason, ...rest } = request;
    await scope.tx.joinRequests.update(nextVersion<JoinRequest>(scope.ctx, rest, {}));
    done += 1;
  }
  return done;
};
