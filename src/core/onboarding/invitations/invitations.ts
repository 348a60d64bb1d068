import type { Context, Page } from '#kernel/index.js';
import type { Invitation, Task } from '#store/index.js';
import { acceptInvitation, type Acceptance, type Accepted } from './accept.js';
import { bulkChange, bulkCreate, type Selection } from './bulk.js';
import { createInvitation, type Issued, type NewInvitation } from './create.js';
import { expireDue } from './expire-due.js';
import { requireInvitation, within, type Bureau } from './deps.js';
import { askAgain, declineInvitation, lookUpInvitation, type Landing } from './links.js';
import { countInvitations, listInvitations, type Counts, type InvitationQuery } from './list.js';
import { noteDelivery } from './note-delivery.js';
import { sweepRates } from './rates.js';
import { remindDue } from './reminders.js';
import { renewInvitation, resendInvitation } from './resend.js';
import { removeInvitation, revokeInvitation, type Revocation } from './revoke.js';
import { updateInvitation, type InvitationChange } from './update.js';

export { daysLeft, statusAt } from './statuses.js';
export { INVITATION_TASKS, invitationTasks, type Selection } from './bulk.js';
export type { Acceptance, Accepted } from './accept.js';
export type { InvitationSettings } from './deps.js';
export type { Issued, NewInvitation } from './create.js';
export type { Landing } from './links.js';
export type { Counts, InvitationFilter, InvitationQuery } from './list.js';
export type { Revocation } from './revoke.js';
export type { InvitationChange } from './update.js';

interface Round {
  readonly done: number;
  readonly more: boolean;
}

/**
 * "This address may join, as this." Every verb has its own file, with its faults; each of them has those of an organization that
 * is not there, deleted or disabled, too. `expected`: the version that the caller knows, Fault `request.precondition` otherwise.
 */
export interface Invitations {
  create(ctx: Context, organizationId: string, input: NewInvitation): Promise<Issued>;
  get(ctx: Context, organizationId: string, id: string): Promise<Invitation>;
  list(ctx: Context, organizationId: string, query: InvitationQuery): Promise<Page<Invitation>>;
  counts(ctx: Context, organizationId: string): Promise<Counts>;
  update(
    ctx: Context,
    organizationId: string,
    id: string,
    change: InvitationChange,
    expected?: number,
  ): Promise<Invitation>;
  resend(ctx: Context, organizationId: string, id: string, expected?: number): Promise<Issued>;
  renew(
    ctx: Context,
    organizationId: string,
    id: string,
    change: InvitationChange,
    expected?: number,
  ): Promise<Issued>;
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
  lookUp(ctx: Context, token: string): Promise<Landing>;
  decline(ctx: Context, token: string, reportAbuse: boolean): Promise<void>;
  askAgain(ctx: Context, token: string): Promise<void>;
  /** `organizationId`: links of others are no links there */
  accept(ctx: Context, acceptance: Acceptance, organizationId?: string): Promise<Accepted>;
  /** Rounds of jobs: a bounded part each; `more`: again at once. */
  expireDue(ctx: Context): Promise<Round>;
  remindDue(ctx: Context): Promise<Round>;
  sweepRates(ctx: Context): Promise<Round>;
  /** What became of the mail of that generation; of an older one it is no news any more. The version stays. */
  noteDelivery(
    ctx: Context,
    invitationId: string,
    generation: number,
    state: Invitation['delivery'],
  ): Promise<void>;
}

export function createInvitations(bureau: Bureau): Invitations {
  const { store } = bureau;
  return {
    create: (ctx, organizationId, input) =>
      within(bureau, ctx, organizationId, (ground) => createInvitation(bureau, ground, input)),
    get: (_ctx, organizationId, id) => requireInvitation(store.read, organizationId, id),
    list: (ctx, organizationId, query) => listInvitations(store, ctx, organizationId, query),
    counts: (ctx, organizationId) => countInvitations(store, ctx, organizationId),
    update: (ctx, organizationId, id, change, expected) =>
      within(bureau, ctx, organizationId, (ground) =>
        updateInvitation(ground, id, change, expected),
      ),
    resend: (ctx, organizationId, id, expected) =>
      within(bureau, ctx, organizationId, (ground) =>
        resendInvitation(bureau, ground, id, expected),
      ),
    renew: (ctx, organizationId, id, change, expected) =>
      within(bureau, ctx, organizationId, (ground) =>
        renewInvitation(bureau, ground, id, change, expected),
      ),
    revoke: (ctx, organizationId, id, revocation, expected) =>
      within(bureau, ctx, organizationId, (ground) =>
        revokeInvitation(ground, id, revocation, expected),
      ),
    remove: (ctx, organizationId, id, expected) =>
      within(bureau, ctx, organizationId, (ground) => removeInvitation(ground, id, expected)),
    bulkCreate: (ctx, organizationId, inputs) => bulkCreate(bureau, ctx, organizationId, inputs),
    bulkResend: (ctx, organizationId, selection) =>
      bulkChange(bureau, ctx, organizationId, 'resend', selection),
    bulkRevoke: (ctx, organizationId, selection, revocation) =>
      bulkChange(bureau, ctx, organizationId, 'revoke', selection, revocation),
    linkOf: (base, token) => `${bureau.settings.landingUrl ?? `${base}/invitation`}#${token}`,
    lookUp: (ctx, token) => lookUpInvitation(bureau, ctx, token),
    decline: (ctx, token, reportAbuse) => declineInvitation(bureau, ctx, token, reportAbuse),
    askAgain: (ctx, token) => askAgain(bureau, ctx, token),
    accept: (ctx, acceptance, organizationId) =>
      acceptInvitation(bureau, ctx, acceptance, organizationId),
    expireDue: (ctx) => expireDue(bureau, ctx),
    remindDue: (ctx) => remindDue(bureau, ctx),
    sweepRates: (ctx) => sweepRates(store, ctx),
    noteDelivery: (ctx, invitationId, generation, state) =>
      noteDelivery(store, ctx, { invitationId, generation, state }),
  };
}
