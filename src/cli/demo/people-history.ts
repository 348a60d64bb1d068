import type { Context } from '#kernel/index.js';
import { somePlainRole, type DemoOrganization } from './organization.js';
import { pick, type DemoPerson } from './people.js';
import { DAY_MS } from './timeline.js';

const HOUR_MS = 3_600_000;

const MESSAGES = [
  'Welcome! The brand files are in Design.',
  'You will need this for the launch next week.',
  'As we said on the phone.',
] as const;

/** People who are invited or added, who leave, change roles and use the product; and people outside who were invited or ask to join. */
export function addPeopleHistory(
  organization: DemoOrganization,
  people: readonly DemoPerson[],
  outside: readonly DemoPerson[],
): void {
  const { timeline, random } = organization;
  for (const [index, person] of people.entries()) {
    const daysAgo = timeline.between(57, 4);
    const joined = { id: '' };
    if (index % 3 === 2) timeline.add(daysAgo, () => add(organization, person, joined));
    else addInvited(organization, person, daysAgo, joined);
    // whatever the seed, one of them leaves
    addLife(organization, joined, daysAgo, index === 0 ? 0 : random());
  }
  const [first, second, third, ...askers] = outside;
  if (first) pending(organization, first, 1);
  if (second) pending(organization, second, 3);
  if (third) ended(organization, third);
  for (const [index, person] of askers.entries()) addRequest(organization, person, index);
  timeline.add(0, () => useOfLateDays(organization));
}

async function add(
  organization: DemoOrganization,
  { name, firstName, lastName, email, locale }: DemoPerson,
  joined: { id: string },
): Promise<void> {
  const { core, id, asOwner } = organization;
  const roles = [somePlainRole(organization)];
  const input = { name, firstName, lastName, email, locale, roles };
  joined.id = (await core.members.add(await asOwner(), id, input)).id;
}

/** Nothing is mailed: the link is shown once, as for a host application that sends mails itself. */
async function invite(
  organization: DemoOrganization,
  { name, email, locale }: DemoPerson,
  lifeDays: number,
): Promise<{ readonly invitationId: string; readonly token: string }> {
  const { core, id, asOwner, random, productIds } = organization;
  const { invitation, token = '' } = await core.invitations.create(await asOwner(), id, {
    email,
    name,
    locale,
    roles: [somePlainRole(organization)],
    ...(random() < 0.4 && { message: pick(random, MESSAGES) }),
    ...(random() < 0.3 && { products: productIds.slice(0, 1) }),
    lifeDays,
    send: false,
  });
  return { invitationId: invitation.id, token };
}

function addInvited(
  organization: DemoOrganization,
  person: DemoPerson,
  daysAgo: number,
  joined: { id: string },
): void {
  const { core, ctx, timeline, random } = organization;
  const at = timeline.add(daysAgo, async () => {
    const { token } = await invite(organization, person, 14);
    timeline.addAt(at + (1 + random() * 40) * HOUR_MS, async () => {
      const { name, email } = person;
      const accepted = await core.invitations.accept(ctx(), {
        token,
        email,
        emailVerified: true,
        name,
      });
      joined.id = accepted.member.id;
    });
  });
}

/** What becomes of a member, by a number from 0 to 1. */
function addLife(
  organization: DemoOrganization,
  joined: { readonly id: string },
  daysAgo: number,
  fate: number,
): void {
  const { core, id, timeline, random, asOwner, ctx, productIds } = organization;
  const later = (work: (owner: Context) => Promise<unknown>): void => {
    timeline.add(timeline.between(Math.max(0, daysAgo - 3), 0), async () => {
      if (joined.id !== '') await work(await asOwner());
    });
  };
  const target = { organizationId: id, memberId: joined.id };
  const current = () => ({ ...target, memberId: joined.id });
  if (fate < 0.12) later((owner) => core.members.remove(owner, current()));
  else if (fate < 0.2) later((owner) => core.members.suspend(owner, current()));
  else if (fate < 0.4) {
    const change = { kind: 'set', roles: [{ role: somePlainRole(organization) }] } as const;
    later((owner) => core.memberRoles.change(owner, id, joined.id, change, {}));
  } else if (fate < 0.7) {
    const productId = pick(random, productIds);
    later((owner) => giveSeat(organization, owner, { memberId: joined.id, productId }));
  } else if (fate < 0.85) {
    later(async () => {
      const self = await core.callers.asMember(ctx(), id, joined.id);
      const input = { productId: productIds[1] ?? '', memberId: joined.id };
      return core.seats.request(self, id, input);
    });
  }
}

/** Where the person has none yet, from the invitation say; a person waits where none is free. */
async function giveSeat(
  { core, id }: DemoOrganization,
  owner: Context,
  seat: { readonly memberId: string; readonly productId: string },
): Promise<void> {
  const held = await core.seats.list(owner, id, { limit: 1, ...seat });
  if (held.items.length === 0) await core.seats.assign(owner, id, { ...seat, whenFull: 'queue' });
}

function pending(organization: DemoOrganization, person: DemoPerson, daysAgo: number): void {
  organization.timeline.add(daysAgo, () => invite(organization, person, 21));
}

function ended(organization: DemoOrganization, person: DemoPerson): void {
  const { core, id, asOwner, timeline, ctx, random } = organization;
  timeline.add(20, async () => {
    const { invitationId, token } = await invite(organization, person, 14);
    const isDeclined = random() < 0.5;
    timeline.add(17, async () =>
      isDeclined
        ? core.invitations.decline(ctx(), token, false)
        : core.invitations.revoke(await asOwner(), id, invitationId, {}),
    );
  });
}

/** People of another company who work with this one: one is let in, one is not, the others wait. */
function addRequest(
  { core, id, asOwner, ctx, timeline }: DemoOrganization,
  { name, email, department }: DemoPerson,
  index: number,
): void {
  const message = `I work with your team in ${department}. Could you let me in?`;
  const waits = index > 1;
  timeline.add(waits ? index - 1 : 9, async () => {
    const input = { name, email, emailVerified: true, message };
    const request = await core.joinRequests.create(ctx(), id, input);
    if (waits) return;
    timeline.add(8, async () => {
      const owner = await asOwner();
      if (index === 0) await core.joinRequests.approve(owner, id, request.id, {});
      else
        await core.joinRequests.deny(
          owner,
          id,
          request.id,
          'Please ask the person you work with for an invitation.',
        );
    });
  });
}

/** Most people used the product within the last week, more of them today than days ago. */
async function useOfLateDays({ core, id, ctx, random }: DemoOrganization): Promise<void> {
  const { items } = await core.members.list(ctx(), id, { limit: 200, status: 'active' });
  for (const member of items) {
    if (random() >= 0.8) continue;
    const now = ctx();
    const daysAgo = Math.floor(7 * random() ** 2);
    const at = now.clock.now() - daysAgo * DAY_MS;
    const then: Context = Object.assign({}, now, { clock: { now: () => at } });
    await core.members.reportActivity(then, id, member.id);
  }
}
