import { apiKeys, mails, notices, waiting, type Keys, type Waiting } from './communication.js';
import { askToken, directory, type Directory } from './directory.js';
import { seats, spaces } from './entitlements.js';
import { foundMain, lastOffer, longAgo, ownership, smallOrganization } from './organizations.js';
import {
  bulkInvitations,
  enrolment,
  imports,
  invitations,
  members,
  roles,
  type Invited,
} from './people.js';
import type { Stage } from './stage.js';

/** What an application and a directory hold after the history: ids and secrets that must go on working. */
export interface Held extends Keys, Directory, Invited, Waiting {
  readonly accessToken: string;
  readonly organizationId: string;
  readonly ownerId: string;
  readonly memberIds: readonly string[];
  readonly spaceId: string;
  readonly productId: string;
  readonly offerId: string;
}

/** A few months of an installation, over HTTP alone. */
export async function play(stage: Stage): Promise<Held> {
  await longAgo(stage);
  const main = await foundMain(stage);
  const memberIds = await members(stage, main);
  await roles(stage, main, memberIds);
  const spaceId = await spaces(main, memberIds);
  const productId = await seats(stage, main, memberIds);
  await bulkInvitations(stage, main);
  await enrolment(stage, main);
  await imports(stage, main);
  await ownership(stage, main, memberIds);
  await notices(stage, main, memberIds);
  const held = await directory(stage, main, { spaceId, productId });
  const keys = await apiKeys(stage, main, memberIds);
  const invited = await invitations(stage, main, { spaceId, inviterId: memberIds[0] });
  await smallOrganization(stage);
  await mails(stage, main);
  await stage.run('meter-usage');
  await stage.run('send-mail');
  const offerId = await lastOffer(main, memberIds);
  const rest = await waiting(stage, main, memberIds);
  const accessToken = await askToken(stage.url, held);
  return {
    organizationId: main.id,
    ownerId: main.ownerId,
    memberIds,
    spaceId,
    productId,
    offerId,
    ...held,
    ...keys,
    ...invited,
    ...rest,
    accessToken,
  };
}
