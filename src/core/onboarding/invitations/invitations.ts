import type { Context, Page } from '#kernel/index.js';
import type { Invitation, Task } from '#store/index.js';
import { acceptInvitation, type Acceptance, type AcceptanceResult } from './accept.js';
import { bulkChange, bulkCreate, type Selection } from './bulk.js';
import { createInvitation, type IssuedInvitation, type NewInvitation } from './create.js';
import { expireDue } from './expire-due.js';
import { requireInvitation, type InvitationDeps } from './deps.js';
import { askAgain, declineInvitation, lookUpInvitation, type LandingPage } from './links.js';
import {
  countInvitations,
  listInvitations,
  type InvitationCounts,
  type InvitationQuery,
} from './list.js';
import { noteDelivery } from './note-delivery.js';
import { sweepRates } from './rates.js';
import { remindDue } from './reminders.js';
import { renewInvitation, resendInvitation } from './resend.js';
import { removeInvitation, revokeInvitation, type Revocation } from './revoke.js';
import { updateInvitation, type InvitationChange } from './update.js';
import { inOrganization } from '#core/tenancy/index.js';

export { daysLeft, statusAt } from './statuses.js';
export { INVITATION_TASKS, invitationTasks, type Selection } from './bulk.js';
export type { Acceptance, AcceptanceResult } from './accept.js';
export type { InvitationSettings } from './deps.js';
export type { IssuedInvitation, NewInvitation } from './create.js';
export type { LandingPage } from './links.js';
export type { InvitationCounts, InvitationFilter, InvitationQuery } from './list.js';
export type { Revocation } from './revoke.js';
export type { InvitationChange } from './update.js';

interface JobProgress {
  readonly done: number;
  readonly more: boolean;
}

/**
 * "This address may join, as this." Every verb has its own file, with its faults; each of them has those of an organization that
 * is not there, deleted or disabled, too. `expected`: the version that the caller knows, Fault `request.precondition` otherwise.
 */
export interface Invitations {
  create(ctx: Context, organizationId: string, input: NewInvitation): Promise<IssuedInvitation>;
  get(ctx: Context, organizationId: string, id: string): Promise<Invitation>;
  list(ctx: Context, organizationId: string, query: InvitationQuery): Promise<Page<Invitation>>;
  counts(ctx: Context, organizationId: string): Promise<InvitationCounts>;
  update(
    ctx: Context,
    organizationId: string,
    id: string,
    change: InvitationChange,
    expected?: number,
  ): Promise<Invitation>;
  resend(
    ctx: Context,
    organizationId: string,
    id: string,
    expected?: number,
  ): Promise<IssuedInvitation>;
  renew(
    ctx: Context,
    organizationId: string,
    id: string,
    change: InvitationChange,
    expected?: number,
  ): Promise<IssuedInvitation>;
  revoke(
    ctx: Context,
    organizationId: string,
    id: string,
    revocation: Revocation,
    expected?: number,
  ): Promise<Invitation>;
  remove(ctx: Context, organizationId: string, id: string, expected?: number): Promise<void>;
  bulkCreate(ctx: Context, organizationId: string, inputs: readonly NewInvitation[]): Promise<Task>;
  bulkResend(ctx: Context, organizationId: string, selection: Selection): Promise<Task>;
  bulkRevoke(
    ctx: Context,
    organizationId: string,
    selection: Selection,
    revocation: Revocation,
  ): Promise<Task>;
  /** The address that a link has; the token stands behind `#`, which browsers send to no server. */
  linkOf(base: string, token: string): string;
  lookUp(ctx: Context, token: string): Promise<LandingPage>;
  decline(ctx: Context, token: string, reportAbuse: boolean): Promise<void>;
  askAgain(ctx: Context, token: string): Promise<void>;
  /** `organizationId`: links of others are no links there */
  accept(ctx: Context, acceptance: Acceptance, organizationId?: string): Promise<AcceptanceResult>;
  /** Rounds of jobs: a bounded part each; `more`: again at once. */
  expireDue(ctx: Context): Promise<JobProgress>;
  remindDue(ctx: Context): Promise<JobProgress>;
  sweepRates(ctx: Context): Promise<JobProgress>;
  /** What became of the mail of that generation; of an older one it is no news any more. The version stays. */
  noteDelivery(
    ctx: Context,
    invitationId: string,
    generation: number,
    state: Invitation['delivery'],
  ): Promise<void>;
}

export function createInvitations(deps: InvitationDeps): Invitations {
  const { store } = deps;
  return {
    create: (ctx, organizationId, input) =>
      inOrganization(deps, ctx, organizationId, (scope) => createInvitation(deps, scope, input)),
    get: (_ctx, organizationId, id) => requireInvitation(store.read, organizationId, id),
    list: (ctx, organizationId, query) => listInvitations(store, ctx, organizationId, query),
    counts: (ctx, organizationId) => countInvitations(store, ctx, organizationId),
    update: (ctx, organizationId, id, change, expected) =>
      inOrganization(deps, ctx, organizationId, (scope) =>
        updateInvitation(scope, id, change, expected),
      ),
    resend: (ctx, organizationId, id, expected) =>
      inOrganization(deps, ctx, organizationId, (scope) =>
        resendInvitation(deps, scope, id, expected),
      ),
    renew: (ctx, organizationId, id, change, expected) =>
      inOrganization(deps, ctx, organizationId, (scope) =>
        renewInvitation(deps, scope, id, change, expected),
      ),
    revoke: (ctx, organizationId, id, revocation, expected) =>
      inOrganization(deps, ctx, organizationId, (scope) =>
        revokeInvitation(scope, id, revocation, expected),
      ),
    remove: (ctx, organizationId, id, expected) =>
      inOrganization(deps, ctx, organizationId, (scope) => removeInvitation(scope, id, expected)),
    bulkCreate: (ctx, organizationId, inputs) => bulkCreate(deps, ctx, organizationId, inputs),
    bulkResend: (ctx, organizationId, selection) =>
      bulkChange(deps, ctx, organizationId, 'resend', selection),
    bulkRevoke: (ctx, organizationId, selection, revocation) =>
      bulkChange(deps, ctx, organizationId, 'revoke', selection, revocation),
    linkOf: (base, token) => `${deps.settings.landingUrl ?? `${base}/invitation`}#${token}`,
    lookUp: (ctx, token) => lookUpInvitation(deps, ctx, token),
    decline: (ctx, token, reportAbuse) => declineInvitation(deps, ctx, token, reportAbuse),
    askAgain: (ctx, token) => askAgain(deps, ctx, token),
    accept: (ctx, acceptance, organizationId) =>
      acceptInvitation(deps, ctx, acceptance, organizationId),
    expireDue: (ctx) => expireDue(deps, ctx),
    remindDue: (ctx) => remindDue(deps, ctx),
    sweepRates: (ctx) => sweepRates(store, ctx),
    noteDelivery: (ctx, invitationId, generation, state) =>
      noteDelivery(store, ctx, { invitationId, generation, state }),
  };
}
