/** Takes a person out of the log of deliveries: what was sent and answered goes, that it was sent stays. */
import {
  findAll,
  findInWays,
  INSTALLATION,
  nextVersion,
  wayBy,
  type AccountEntryEraser,
  type OrganizationScope,
  type PersonEraser,
} from '#core/index.js';
import { all, equals, oneOf, type WebhookDelivery } from '#store/index.js';

type Scope = Pick<OrganizationScope, 'ctx' | 'tx'>;

/** Deliveries of events whose object is the person: also those whose entry the journal no longer has. */
export const eraseDeliveriesAbout: PersonEraser = async (scope, person) => {
  const { tx, organization } = scope;
  const keys = [
    ...person.memberIds.map((id) => `member:${id}`),
    ...person.scimUserIds.flatMap((id) => [`scim_user:${id}`, `user:${id}`]),
  ];
  const ways = wayBy('objectKey', keys);
  // the installation's endpoints were sent them as well
  const owners = oneOf('organizationId', [organization.id, INSTALLATION]);
  const kept = all(owners, equals('hasContent', true));
  const records = await findInWays(tx.webhookDeliveries, ways, kept);
  for (const delivery of records) await eraseContent(scope, delivery);
  return { done: records.length };
};

/** Deliveries of the entries, to endpoints of the organization and of the installation. */
export const eraseDeliveriesOfEntries: AccountEntryEraser = async (scope, found) => {
  let done = 0;
  for (const { entry } of found) {
    const where = all(equals('eventId', entry.id), equals('hasContent', true));
    for (const delivery of await findAll(scope.tx.webhookDeliveries, where)) {
      await eraseContent(scope, delivery);
      done += 1;
    }
  }
  return done;
};

/** One that waits is written anew from the journal, which no longer names the person. */
async function eraseContent({ ctx, tx }: Scope, delivery: WebhookDelivery): Promise<void> {
  const { body: _body, response: _response, ...rest } = delivery;
  const after = nextVersion<WebhookDelivery>(ctx, rest, { hasContent: false });
  await tx.webhookDeliveries.update(after);
}
