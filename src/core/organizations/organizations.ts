import type { Context, Page } from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import { createOrganization, type OrganizationDeps, type NewOrganization } from './create.js';
import { disable, enable, remove, restore } from './endings.js';
import { findBySlug, listOrganizations, type OrganizationQuery } from './find.js';
import { readLogo, removeLogo, setLogo, type LogoPicture } from './logos.js';
import { findOrganization, requireActive, type SweepResult } from '#core/tenancy/index.js';
import { purgeDeleted } from './purge.js';
import { writeSecondFactorNotices, type FindLacking } from './second-factor-notices.js';
import {
  applyChange,
  rename,
  setNotices,
  setSignInEnforcement,
  updateOrganization,
  withContacts,
  withSecondFactor,
  type EnforcementDecision,
  type NoticeMatrix,
  type OrganizationChange,
  type SecondFactor,
  type OrganizationTarget,
} from './update.js';
import { switchMassChangeBrakeOff, switchMassChangeBrakeOn } from './mass-change-brake.js';

export type { NewOrganization } from './create.js';
export type { OrganizationQuery } from './find.js';
export type {
  NoticeMatrix,
  OrganizationChange,
  SecondFactor,
  OrganizationTarget,
} from './update.js';

/** A change of any of them takes the version that the caller read, and gives Fault `request.precondition` when it is older. */
export interface Organizations {
  /**
   * Faults `request.invalid` (unknown preset), `plan.unknown`, `organization.slug_taken`, `account.missing`,
   * `limit.organizations`.
   */
  create(ctx: Context, input: NewOrganization): Promise<Organization>;
  /** Fault `organization.missing`. Disabled and deleted ones are found. */
  get(ctx: Context, id: string): Promise<Organization>;
  /** By its slug or one that it had; its `slug` is the present one. Fault `organization.missing`. */
  bySlug(ctx: Context, slug: string): Promise<Organization>;
  list(ctx: Context, query: OrganizationQuery): Promise<Page<Organization>>;
  /** Faults `organization.missing`, `organization.deleted`, `organization.disabled`: checked by every interface. */
  requireOpen(ctx: Context, id: string): Promise<void>;
  update(
    ctx: Context,
    target: OrganizationTarget,
    change: OrganizationChange,
  ): Promise<Organization>;
  /** Undefined where there is none with that hash (any more), and of an organization that is closed. */
  logo(ctx: Context, id: string, hash: string): Promise<LogoPicture | undefined>;
  /** Keeps a picture that is decoded and made small. Fault `request.too_large`. */
  setLogo(ctx: Context, target: OrganizationTarget, picture: LogoPicture): Promise<Organization>;
  removeLogo(ctx: Context, target: OrganizationTarget): Promise<Organization>;
  setBilling(
    ctx: Context,
    target: OrganizationTarget,
    contacts: readonly string[],
  ): Promise<Organization>;
  /** Null takes the policy away. Faults `role.unknown`, `step_up.required`. */
  setSecondFactor(
    ctx: Context,
    target: OrganizationTarget,
    policy: SecondFactor | null,
  ): Promise<Organization>;
  /** By which connections people of which domains sign in alone, as `decide` says it in the transaction; undefined: as they like. */
  setSignInEnforcement(
    ctx: Context,
    target: OrganizationTarget,
    decide: EnforcementDecision,
  ): Promise<Organization>;
  /** For 24 hours. By an owner or the operator; faults `permission.missing`, `step_up.required`. */
  switchMassChangeBrakeOff(
    ctx: Context,
    target: OrganizationTarget,
    reason: string,
  ): Promise<Organization>;
  switchMassChangeBrakeOn(ctx: Context, target: OrganizationTarget): Promise<Organization>;
  /** Replaces the matrix of notices. Fault `role.unknown`. */
  setNotices(
    ctx: Context,
    target: OrganizationTarget,
    notices: NoticeMatrix,
  ): Promise<Organization>;
  /** What the operator allows beyond the plan; null goes back to the plan. */
  setLimits(ctx: Context, target: OrganizationTarget, limits: LimitChange): Promise<Organization>;
  /** Fault `organization.slug_taken`. */
  rename(ctx: Context, target: OrganizationTarget, slug: string): Promise<Organization>;
  disable(ctx: Context, id: string): Promise<Organization>;
  enable(ctx: Context, id: string): Promise<Organization>;
  /** `confirmation` is the slug. Faults `organization.confirmation`, `organization.deleted`. */
  remove(ctx: Context, target: OrganizationTarget, confirmation: string): Promise<Organization>;
  /** Faults `organization.not_deleted`, `organization.restore_over`, `limit.organizations`. */
  restore(ctx: Context, id: string): Promise<Organization>;
  /** For a job: tells members without a second factor ahead of the day from which one is asked of them, a bounded part at each call. */
  writeSecondFactorNotices(ctx: Context, findLacking: FindLacking): Promise<SweepResult>;
  /** For a job: erases what is past its time, a bounded part at each call. */
  purgeDeleted(ctx: Context): Promise<SweepResult>;
}

export interface LimitChange {
  readonly members?: number | null | undefined;
  readonly spaces?: number | null | undefined;
}

export interface OrganizationServiceDeps extends OrganizationDeps {
  /** sessions of directories that this process remembers */
  readonly forgetSessions: () => void;
}

export function createOrganizations(deps: OrganizationServiceDeps): Organizations {
  const { store, forgetSessions } = deps;
  /** A disabled organization is refused at once in this process. */
  const thenForgetSessions = async (work: Promise<Organization>): Promise<Organization> => {
    const organization = await work;
    forgetSessions();
    return organization;
  };
  return {
    create: (ctx, input) => createOrganization(deps, ctx, input),
    get: (_ctx, id) => findOrganization(store.read, id),
    bySlug: (_ctx, slug) => findBySlug(store, slug),
    list: (_ctx, query) => listOrganizations(store, query),
    requireOpen: async (_ctx, id) => requireActive(await findOrganization(store.read, id)),
    update: (ctx, target, change) =>
      updateOrganization(deps, ctx, target, (before) => applyChange(before, change)),
    logo: (_ctx, id, hash) => readLogo(deps, id, hash),
    setLogo: (ctx, target, picture) => setLogo(deps, ctx, target, picture),
    removeLogo: (ctx, target) => removeLogo(deps, ctx, target),
    setBilling: (ctx, target, contacts) =>
      updateOrganization(deps, ctx, target, (before) => withContacts(before, contacts)),
    setSecondFactor: (ctx, target, policy) =>
      updateOrganization(deps, ctx, target, (_before, scope) => withSecondFactor(scope, policy)),
    setSignInEnforcement: (ctx, target, decide) => setSignInEnforcement(deps, ctx, target, decide),
    switchMassChangeBrakeOff: (ctx, target, reason) =>
      switchMassChangeBrakeOff(deps, ctx, target, reason),
    switchMassChangeBrakeOn: (ctx, target) => switchMassChangeBrakeOn(deps, ctx, target),
    writeSecondFactorNotices: (ctx, findLacking) =>
      writeSecondFactorNotices(deps, ctx, findLacking),
    setLimits: (ctx, target, change) =>
      updateOrganization(deps, ctx, target, (before) => withLimits(before, change)),
    setNotices: (ctx, target, notices) => setNotices(deps, ctx, target, notices),
    rename: (ctx, target, slug) => rename(deps, ctx, target, slug),
    disable: (ctx, id) => thenForgetSessions(disable(deps, ctx, id)),
    enable: (ctx, id) => thenForgetSessions(enable(deps, ctx, id)),
    remove: (ctx, target, confirmation) =>
      thenForgetSessions(remove(deps, ctx, target, confirmation)),
    restore: (ctx, id) => thenForgetSessions(restore(deps, ctx, id)),
    purgeDeleted: (ctx) => purgeDeleted(store, ctx),
  };
}

function withLimits(before: Organization, change: LimitChange): Organization {
  const { limits, ...rest } = before;
  const members = change.members === undefined ? limits?.members : (change.members ?? undefined);
  const spaces = change.spaces === undefined ? limits?.spaces : (change.spaces ?? undefined);
  const after = {
    ...(members !== undefined && { members }),
    ...(spaces !== undefined && { spaces }),
  };
  return { ...rest, ...(Object.keys(after).length > 0 && { limits: after }) };
}
