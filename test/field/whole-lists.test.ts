import { expect, test } from '@jest/globals';
import { findLinkCandidate, usersOfConnection } from '#core/members/lifecycle/link-candidates.js';
import { searchableOf } from '#core/members/searchables.js';
import { createSecretsKey } from '#core/index.js';
import { newId, silentLog } from '#kernel/index.js';
import { createEndpointSecrets } from '#integrations/signing/endpoint-secrets.js';
import { createSamples } from '#integrations/hooks/samples.js';
import { identitiesOfAccount } from '#sign-in/admission/identities.js';
import { requireOtherBreakGlass } from '#sign-in/factors/break-glass.js';
import { createWays } from '#sign-in/ways/ways.js';
import type { Member, Organization, Stored } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { faultOf } from '../kit/faults.js';
import { invitationFields } from '../kit/invitation-fields.js';
import { directoryFields, insertMany, MANY } from '../kit/many-rows.js';
import { presetOf } from '../kit/members.js';
import { createPerson, inOrganizationScope } from '../kit/organization-scopes.js';

const PLANS = presetOf('of-many', [
  { name: 'big' },
  { name: 'counting', members: { kind: 'hard', limit: 2_000, pendingCounts: true } },
  { name: 'owners', roles: ['owner'] },
  { name: 'small', members: { kind: 'hard', limit: 10, pendingCounts: true } },
]);

overApplications(
  'what is looked for among more rows than were looked at once',
  (app) => {
    const read = () => app().store.read;

    const formerMember = ({ id }: Organization, email: string): Omit<Member, keyof Stored> => ({
      organizationId: id,
      status: 'left',
      source: 'manual',
      name: 'Former',
      email,
      nameKey: 'former',
      emailKey: email,
      grants: [],
      standing: 'none',
    });

    test('a connection for sign-in is offered behind many directories', async () => {
      const { id: organizationId } = await app().organization();
      await insertMany(app(), 'connections', 50, (index) =>
        directoryFields(organizationId, `Directory ${index}`),
      );
      const [own] = await insertMany(app(), 'connections', 1, () => ({
        organizationId,
        kind: 'saml',
        name: 'Provider',
        status: 'active',
        mappingMode: 'union',
        preset: 'custom',
        configuration: 1,
        issuedFor: 'https://muster.example',
        names: {},
      }));
      const offered = await createWays({ store: app().store }).ofOrganization(
        app().ctx(),
        organizationId,
      );
      expect(offered.map(({ id }) => id)).toEqual([own?.id]);
    });

    test('who signs in at many organizations is known in each', async () => {
      const { id } = await app().organization();
      const accountId = newId();
      await insertMany(app(), 'signInIdentities', 101, (index) => ({
        organizationId: index === 100 ? id : newId(),
        connectionId: newId(),
        issuer: 'https://provider.example',
        subject: 'ann',
        key: newId(),
        accountId,
        scimUserId: newId(),
        provedBy: 'domain',
      }));
      expect(await identitiesOfAccount(read(), id, accountId)).toHaveLength(1);
    });

    test('a factor that one of many organizations counts on stays', async () => {
      const organization = await app().organization();
      const accountId = newId();
      const members = await insertMany(app(), 'members', MANY, (index) => ({
        ...formerMember(organization, `ann-${index}@x.example`),
        organizationId: index === MANY - 1 ? organization.id : newId(),
        status: 'active',
        accountId,
      }));
      await inOrganizationScope(app(), organization, async ({ tx }) => {
        const before = await tx.organizations.get(organization.id);
        if (!before) throw new Error('The organization is gone.');
        const signInEnforcement = {
          domains: ['x.example'],
          connectionIds: [],
          guests: 'refused',
          breakGlassMemberIds: [members.at(-1)?.id ?? ''],
          since: before.createdAt,
        } as const;
        await tx.organizations.update({
          ...before,
          signInEnforcement,
          version: before.version + 1,
        });
      });
      const removal = requireOtherBreakGlass(read(), undefined, { accountId, id: newId() });
      expect(await faultOf(removal)).toMatchObject({ code: 'second_factor.break_glass' });
    });

    test('a present member is found behind many who left and had the address', async () => {
      const scim = await app().scimConnection();
      const { organization, connection } = scim;
      const email = 'info@x.example';
      await insertMany(app(), 'members', 21, () => formerMember(organization, email));
      const [present] = await insertMany(app(), 'members', 1, () => ({
        ...formerMember(organization, email),
        status: 'active',
      }));
      const candidate = await inOrganizationScope(app(), organization, (scope) =>
        findLinkCandidate(scope, connection, {
          scimUserId: newId(),
          person: { name: 'Info', email },
          active: true,
          attributes: {},
          externalId: undefined,
        }),
      );
      expect(candidate?.member.id).toBe(present?.id);
    });

    test('the active user of a member is found behind many who are inactive', async () => {
      const scim = await app().scimConnection();
      const { organization, connection } = scim;
      const member = await createPerson(app(), organization, 'Ann');
      await insertMany(app(), 'scimUsers', 101, (index) => ({
        organizationId: organization.id,
        connectionId: connection.id,
        memberId: member.id,
        userNameKey: `ann-${index}`,
        active: index === 100,
        attributes: { userName: `ann-${index}` },
        extensions: {},
      }));
      const users = await inOrganizationScope(app(), organization, (scope) =>
        usersOfConnection(scope, connection, member, ''),
      );
      expect(users.filter(({ active }) => active)).toHaveLength(1);
    });

    test('all invitations count for a plan, and hold their places on it', async () => {
      const { core, ctx } = app();
      const input = { name: 'Many', preset: 'of-many', plan: 'big', owner: OWNER };
      const { id: organizationId } = await core.organizations.create(ctx(), input);
      await insertMany(app(), 'invitations', MANY, (index) =>
        invitationFields(organizationId, `person-${index}@x.example`),
      );
      const small = await core.plans.preview(ctx(), organizationId, 'small');
      expect(small).toMatchObject({
        allowed: false,
        more: true,
        members: { used: MANY + 1, limit: 10, excess: MANY - 9 },
      });
      expect(small.invitations).toHaveLength(100);
      const counting = await core.plans.preview(ctx(), organizationId, 'counting');
      expect(counting).toMatchObject({ allowed: true, members: { used: MANY + 1, excess: 0 } });
      await core.plans.change(ctx(), { organizationId }, 'counting');
      const { members } = await core.limits.get(ctx(), organizationId);
      expect(members).toMatchObject({ used: MANY + 1, active: 1, pending: MANY });
    });

    test('a plan names every role that it lacks', async () => {
      const { core, ctx } = app();
      const input = { name: 'Many', preset: 'of-many', plan: 'big', owner: OWNER };
      const organization = await core.organizations.create(ctx(), input);
      const source = { kind: 'manual' } as const;
      const since = '2026-03-01T12:00:00.000Z';
      await insertMany(
        app(),
        'members',
        102,
        (index) => ({
          ...formerMember(organization, `person-${index}@x.example`),
          status: 'active',
          grants: [{ role: index < 101 ? 'member' : 'viewer', source, since }],
        }),
        searchableOf,
      );
      const { roles } = await core.plans.preview(ctx(), organization.id, 'owners');
      expect(roles).toEqual(['member', 'viewer']);
    });

    test('the form of a sheet offers every product and space', async () => {
      const { id: organizationId } = await app().organization();
      await insertMany(app(), 'products', MANY, (index) => ({
        organizationId,
        key: `product-${index}`,
        name: `Product ${index}`,
        seats: 1,
      }));
      await insertMany(app(), 'spaces', MANY, (index) => ({
        organizationId,
        name: `Space ${index}`,
        nameKey: `space ${String(MANY - index).padStart(4, '0')}`,
      }));
      const form = await app().core.imports.form(app().ctx(), organizationId);
      expect(form.products).toHaveLength(MANY);
      expect(form.spaces).toHaveLength(MANY);
      expect(form.spaces[0]).toBe(`Space ${MANY - 1}`);
    });

    test('the last answer of a hook that counts, and the secret in use, are found behind many', async () => {
      const { id: organizationId } = await app().organization();
      const [hookId, objectId, endpointId] = [newId(), newId(), newId()];
      await insertMany(app(), 'hookSamples', 21, (index) => ({
        organizationId,
        hookId,
        objectId,
        point: 'member.before_create',
        outcome: index === 0 ? 'allowed' : 'denied',
        dryRun: false,
        latencyMs: 1,
        traceId: newId(),
        answer: `answer ${index}`,
      }));
      const samples = createSamples({ store: app().store, log: silentLog });
      expect(await samples.lastAnswer(hookId, objectId)).toBe('answer 0');
      await insertMany(app(), 'endpointSecrets', 61, (index) => ({
        organizationId,
        endpointId,
        scheme: 'v1',
        wrapped: '',
        wrappedBy: '',
        ...(index < 60 && { expiresAt: '2026-02-01T12:00:00.000Z' }),
      }));
      const secretsKey = createSecretsKey('a secrets key of a test that is long enough');
      const secrets = createEndpointSecrets({ store: app().store, secretsKey });
      const owner = { id: endpointId, organizationId };
      expect(await secrets.list(app().ctx(), owner)).toHaveLength(1);
    });
  },
  { presets: [PLANS] },
);

const OWNER = { email: 'owner@example.com', name: 'Owner' };
