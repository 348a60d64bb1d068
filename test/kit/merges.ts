import { equals, type Member } from '#store/index.js';
import type { Context } from '#kernel/index.js';
import { expect } from '@jest/globals';
import type { ScimConnection, TestApplication } from './application.js';
import { newMember } from './members.js';

type Input = Parameters<TestApplication['core']['members']['merge']>[2];

/** What tests of merged members do, over the application of their suite. */
export function mergeSteps(app: () => TestApplication) {
  const merge = (
    { organizationId, id: memberId }: Member,
    into: Pick<Member, 'id'>,
    { ctx = app().ctx(), expected, ...more }: { ctx?: Context; expected?: number } & Partial<Input>,
  ): Promise<Member> =>
    app().core.members.merge(
      ctx,
      { organizationId, memberId, ...(expected !== undefined && { expected }) },
      { into: into.id, ...more },
    );

  const preview = ({ organizationId, id: memberId }: Member, into: Member, ctx = app().ctx()) =>
    app().core.members.mergePreview(ctx, { organizationId, memberId }, into.id);

  const read = async ({ id }: Pick<Member, 'id'>): Promise<Member> => {
    const member = await app().store.read.members.get(id);
    if (!member) throw new Error('no member');
    return member;
  };

  const rolesOf = ({ grants }: Member): string[] => grants.map(({ role }) => role).sort();

  const user = (scim: ScimConnection, email: string): Promise<string> =>
    scim.user(email, { displayName: email });

  const say = (scim: ScimConnection, id: string, email: string) =>
    scim.patch(`/Users/${id}`, { op: 'replace', path: 'emails', value: [{ value: email }] });

  const activate = (scim: ScimConnection, id: string, active: boolean) =>
    scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: active });

  /** Whatever an organization holds: what was refused, or given up, has changed nothing of it. */
  const everythingOf = async (organizationId: string): Promise<string> => {
    const { read: reading } = app().store;
    const where = equals('organizationId', organizationId);
    const rows = await Promise.all([
      reading.members.find({ where, limit: 1_000 }),
      reading.seats.find({ where, limit: 1_000 }),
      reading.spaceMembers.find({ where, limit: 1_000 }),
      reading.invitations.find({ where, limit: 1_000 }),
      reading.noticePreferences.find({ where, limit: 1_000 }),
      reading.tellings.find({ where, limit: 1_000 }),
      reading.ownershipOffers.find({ where, limit: 1_000 }),
      reading.connections.find({ where, limit: 1_000 }),
    ]);
    const [, , , , , , , { records: connections }] = rows;
    const ofConnections = await Promise.all(
      connections.flatMap(({ id }) => {
        const query = { where: equals('connectionId', id), limit: 1_000 };
        return [reading.scimUsers.find(query), reading.linkRequests.find(query)];
      }),
    );
    const places = await reading.tallies.get(`places:${organizationId}`);
    return JSON.stringify([
      rows,
      ofConnections,
      places,
      (await app().journal(organizationId)).length,
    ]);
  };

  /** An organization with a hand-made member and one of a directory, who are one person. */
  const stage = async () => {
    const scim = await app().scimConnection();
    const { organization } = scim;
    const hand = await newMember(app(), organization, 'ann', 'viewer');
    const id = await user(scim, 'ann.b@x.example');
    await say(scim, id, 'ann@example.com');
    const managed = await scim.memberOf(id);
    expect(managed).toMatchObject({ conflict: 'open', email: 'ann.b@x.example' });
    return { scim, organization, hand, managed, userId: id };
  };

  const usersOf = async ({ id }: Member): Promise<string[]> => {
    const where = equals('memberId', id);
    const { records } = await app().store.read.scimUsers.find({ where, limit: 10 });
    return records.map((one) => one.id);
  };

  return { merge, preview, read, rolesOf, user, say, activate, everythingOf, stage, usersOf };
}
