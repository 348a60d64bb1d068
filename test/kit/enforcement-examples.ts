import { FULL_AUTHORITY, newId } from '#kernel/index.js';
import { createAttempts } from '#sign-in/attempts/index.js';
import { samlConnection, signInContext } from './sessions.js';
import type { ContractExamples, Placeholders } from './contract-examples.js';

/** An organization that may enforce sign-in: a proved domain, a connection in use, an owner with a factor of their own. */
export async function makeEnforceable(examples: ContractExamples): Promise<Placeholders> {
  const { server, organizationId } = examples;
  const { store, core } = server;
  const ctx = { ...signInContext(), authority: FULL_AUTHORITY };
  const name = `d${newId()}.example`;
  const domain = await core.domains.add(ctx, organizationId, name);
  await core.domains.recordDnsAnswer(ctx, domain, [domain.dnsCode]);
  const connection = await samlConnection(store, organizationId);
  const email = `owner@${name}`;
  const { id: memberId } = await core.members.add(ctx, organizationId, { email, name: 'Owner' });
  const grant = { kind: 'give', grant: { role: 'owner' } } as const;
  await core.memberRoles.change(ctx, organizationId, memberId, grant, { confirm: true });
  const account = { email, name: 'Owner', emailVerified: true };
  const { id } = await examples.request('POST', '/accounts', { body: account });
  const accountId = String(id);
  await createAttempts(store).note(ctx, connection, {
    purpose: 'sign_in',
    outcome: 'ok',
    configuration: connection.configuration,
    accountId,
    trace: [],
  });
  const [createdAt, lastUsedAt] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
  const record = { version: 1, createdAt, updatedAt: createdAt, accountId, status: 'active' };
  await store.transaction(accountId, async (tx) => {
    const app = {
      ...record,
      id: newId(),
      kind: 'totp',
      enrolledAt: createdAt,
      lastUsedAt,
    } as const;
    await tx.secondFactors.insert({ ...app, status: 'active' });
    const codes = { ...record, id: newId(), kind: 'recovery_codes', hashes: ['0'] } as const;
    await tx.secondFactors.insert({ ...codes, status: 'active' });
  });
  return {
    enforcedDomain: name,
    enforcedConnectionId: connection.id,
    breakGlassMemberId: memberId,
  };
}

export async function makeEnforced(examples: ContractExamples): Promise<Placeholders> {
  const made = await makeEnforceable(examples);
  const { enforcedDomain, enforcedConnectionId, breakGlassMemberId } = made;
  const body = {
    domains: [enforcedDomain],
    connectionIds: [enforcedConnectionId],
    guests: 'second_step',
    breakGlassMemberIds: [breakGlassMemberId],
  };
  await examples.inOrganization('PUT', '/sign-in-enforcement', { body });
  return made;
}
