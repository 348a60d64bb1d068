import {
  addressKey,
  Fault,
  foldCase,
  isFault,
  readAddress,
  readName,
  type Context,
} from '#kernel/index.js';
import {
  equals,
  type Organization,
  type OrganizationPolicies,
  type SignInEnforcement,
} from '#store/index.js';
import {
  firstVersion,
  inOrganization,
  nextVersion,
  requireRoles,
  requireStepUp,
  requireVersion,
  type CoreDeps,
  type NewJournalEntry,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { withNotices } from './second-factor-notices.js';

/** Reserved slugs of one organization: the current one and former ones. The oldest is released. */
const MAX_SLUGS = 20;

/** Null takes a field away, absent leaves it. Objects are merged field by field. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

export interface OrganizationChange {
  readonly name?: string | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly branding?: Patch<NonNullable<Organization['branding']>> | null | undefined;
  readonly policies?: Patch<Omit<OrganizationPolicies, 'secondFactor'>> | null | undefined;
}

export type SecondFactor = NonNullable<OrganizationPolicies['secondFactor']>;

export interface OrganizationTarget {
  readonly organizationId: string;
  /** the version that the caller read; Fault `request.precondition` when it is another one now */
  readonly expected?: number | undefined;
}

/** Writes `change` as the next version, with one journal line of what is different. Nothing different: nothing written. */
export function updateOrganization(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, expected }: OrganizationTarget,
  change: (before: Organization, scope: OrganizationScope) => Promise<Organization> | Organization,
  type = 'org.updated',
): Promise<Organization> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const { organization: before } = scope;
    requireVersion(before, expected);
    const next = await change(before, scope);
    const difference = differenceOf(before, next);
    if (!difference) return before;
    return writeOrganization(scope, next, { type, ...difference });
  });
}

async function writeOrganization(
  { ctx, tx, journal }: OrganizationScope,
  next: Organization,
  entry: Pick<NewJournalEntry, 'type' | 'before' | 'after'>,
): Promise<Organization> {
  const after = nextVersion(ctx, next, {});
  await tx.organizations.update(after);
  await journal.append({
    ...entry,
    target: { kind: 'organization', id: after.id, name: after.name },
  });
  return after;
}

/** role → notice → channel */
export type NoticeMatrix = NonNullable<Organization['notices']>;

/** Replaces the matrix of notices. Faults `role.unknown`, `request.precondition`. */
export function setNotices(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, expected }: OrganizationTarget,
  notices: NoticeMatrix,
): Promise<Organization> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const { tx, presets, organization } = scope;
    requireVersion(organization, expected);
    await requireRoles(tx, presets, organization, Object.keys(notices));
    return writeOrganization(
      scope,
      { ...organization, notices },
      {
        type: 'notices.matrix_changed',
        before: { notices: organization.notices ?? {} },
        after: { notices },
      },
    );
  });
}

export function applyChange(before: Organization, change: OrganizationChange): Organization {
  const { locale, timeZone, branding, policies, ...rest } = before;
  const secondFactor = policies?.secondFactor;
  const patchedPolicies =
    change.policies === null ? {} : mergePatch(policies, change.policies ?? {});
  const newPolicies = { ...patchedPolicies, ...(secondFactor && { secondFactor }) };
  const newBranding = change.branding === null ? {} : mergePatch(branding, change.branding ?? {});
  const newLocale = change.locale === undefined ? locale : (change.locale ?? undefined);
  const newZone = change.timeZone === undefined ? timeZone : (change.timeZone ?? undefined);
  const name = change.name === undefined ? before.name : readName(change.name);
  return {
    ...rest,
    name,
    nameKey: foldCase(name),
    ...(newLocale !== undefined && { locale: newLocale }),
    ...(newZone !== undefined && { timeZone: newZone }),
    ...(Object.keys(newBranding).length > 0 && { branding: newBranding }),
    ...(Object.keys(newPolicies).length > 0 && { policies: newPolicies }),
  };
}

function mergePatch<T extends object>(before: T | undefined, patch: Patch<T>): T {
  const definedEntries = Object.entries(patch).filter(([, value]) => value !== undefined);
  const mergedEntries = Object.entries({ ...before, ...Object.fromEntries(definedEntries) });
  return Object.fromEntries(mergedEntries.filter(([, value]) => value !== null)) as T;
}

/** Of how Muster finds and does its work. */
const UNTOLD: ReadonlySet<keyof Organization> = new Set([
  'nameKey',
  'secondFactorDue',
  'secondFactorNotices',
]);

/** The fields that differ, as they were and as they are. */
function differenceOf(
  before: Organization,
  after: Organization,
): { before: Record<string, unknown>; after: Record<string, unknown> } | undefined {
  const from: Record<string, unknown> = {};
  const to: Record<string, unknown> = {};
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const field of fields as Set<keyof Organization>) {
    if (UNTOLD.has(field) || isEqual(before[field], after[field])) continue;
    if (before[field] !== undefined) from[field] = before[field];
    if (after[field] !== undefined) to[field] = after[field];
  }
  const isEmpty = Object.keys(from).length + Object.keys(to).length === 0;
  return isEmpty ? undefined : { before: from, after: to };
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function withContacts(before: Organization, contacts: readonly string[]): Organization {
  const { billing: _billing, ...rest } = before;
  const addresses = contacts.map((contact) => readAddress(contact, 'contacts'));
  const uniqueContacts = [
    ...new Map(addresses.map((contact) => [addressKey(contact), contact])).values(),
  ];
  return { ...rest, ...(uniqueContacts.length > 0 && { billing: { contacts: uniqueContacts } }) };
}

/** To turn it off would be the way around it, so that it asks for a step-up itself. Faults `role.unknown`, `step_up.required`. */
export async function withSecondFactor(
  { ctx, tx, presets, organization }: OrganizationScope,
  secondFactor: SecondFactor | null,
): Promise<Organization> {
  requireStepUp(ctx, 'security');
  const { policies, ...rest } = organization;
  const { secondFactor: _old, ...others } = policies ?? {};
  const roles = secondFactor?.roles?.map(({ role }) => role) ?? [];
  await requireRoles(tx, presets, organization, roles);
  const after = { ...others, ...(secondFactor && { secondFactor }) };
  const changed = { ...rest, ...(Object.keys(after).length > 0 && { policies: after }) };
  return withNotices(changed, ctx.clock.now());
}

/** What decides it asks its conditions in the same transaction. */
export type EnforcementDecision = (
  scope: OrganizationScope,
) => Promise<SignInEnforcement | undefined> | SignInEnforcement | undefined;

/** Undefined: people sign in as they like again. */
export function setSignInEnforcement(
  deps: CoreDeps,
  ctx: Context,
  target: OrganizationTarget,
  decide: EnforcementDecision,
): Promise<Organization> {
  return inOrganization(deps, ctx, target.organizationId, async (scope) => {
    const { organization: before } = scope;
    requireVersion(before, target.expected);
    const enforcement = await decide(scope);
    const { signInEnforcement: former, ...rest } = before;
    if (!former && !enforcement) return before;
    const next = { ...rest, ...(enforcement && { signInEnforcement: enforcement }) };
    return writeOrganization(scope, next, {
      type: enforcement ? 'org.sign_in_enforced' : 'org.sign_in_enforcement_ended',
      before: { ...former },
      after: { ...enforcement },
    });
  });
}

/** The old slug stays the organization's, so that links with it go on working. Fault `organization.slug_taken`. */
export async function rename(
  deps: CoreDeps,
  ctx: Context,
  target: OrganizationTarget,
  slug: string,
): Promise<Organization> {
  try {
    return await updateOrganization(
      deps,
      ctx,
      target,
      async (before, scope) => {
        await claimSlug(scope, slug);
        return { ...before, slug };
      },
      'org.renamed',
    );
  } catch (error) {
    if (!isFault(error, 'record.exists')) throw error;
    throw new Fault('organization.slug_taken', { slug }, { cause: error });
  }
}

async function claimSlug(
  { ctx, tx, organization }: OrganizationScope,
  slug: string,
): Promise<void> {
  const { id: organizationId, slug: currentSlug } = organization;
  const existing = await tx.organizationSlugs.first(equals('slug', slug));
  if (existing?.organizationId === organizationId) return;
  if (existing) throw new Fault('organization.slug_taken', { slug });
  const { records } = await tx.organizationSlugs.find({
    where: equals('organizationId', organizationId),
    limit: MAX_SLUGS,
  });
  const oldest = records.find((record) => record.slug !== currentSlug);
  if (records.length === MAX_SLUGS && oldest) await tx.organizationSlugs.remove(oldest.id);
  await tx.organizationSlugs.insert(firstVersion(ctx, { organizationId, slug }));
}
