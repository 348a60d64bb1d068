import type { JournalLine, Writers } from '#store/index.js';

/** What is told of a fact to members: to those named, to whoever a matrix names, or to both. */
export interface Tale {
  readonly notice: string;
  readonly memberIds?: readonly string[];
  readonly alsoRoles?: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  /** facts of one key within this time are told together, each with its line */
  readonly together?: { readonly key: string; readonly ms: number; readonly item: string };
  /** a second fact of that key is not told */
  readonly once?: string;
}

/** A mail to an address that is nobody's member, perhaps. */
export interface Letter {
  readonly template: string;
  readonly to: string;
  readonly toName?: string;
  readonly locale?: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly subject?: { readonly kind: string; readonly id: string; readonly generation?: number };
}

export interface Told {
  readonly tales?: readonly Tale[];
  readonly letters?: readonly Letter[];
}

type Teller = (line: JournalLine, tx: Writers) => Told | undefined | Promise<Told | undefined>;

const TOGETHER_MS = 60_000;

function text(source: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = source?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a directory does is no surprise to the people in it, and a thousand of them must not be mailed by it. */
function byDirectory({ actor, after }: JournalLine): boolean {
  const { kind } = (after?.['source'] ?? {}) as { kind?: string };
  return actor.kind === 'connection' || kind === 'group' || kind === 'default';
}

function nameOf(line: JournalLine): string {
  return 'name' in line.actor ? line.actor.name : '';
}

/** The version is that of the code, of which the mail is made again at sending. */
async function proofAsked(line: JournalLine, tx: Writers): Promise<Told | undefined> {
  const domain = await tx.domains.get(line.target.id);
  if (!domain?.emailProof) return undefined;
  return {
    letters: [
      {
        template: 'domain-proof',
        to: domain.emailProof.address,
        data: { domain: domain.name },
        subject: { kind: 'domain', id: domain.id, generation: domain.version },
      },
    ],
  };
}

/** To the member that the fact is about, by whoever did it. */
function toTarget(notice: string, more: (line: JournalLine) => object = () => ({})): Teller {
  return (line) =>
    byDirectory(line)
      ? undefined
      : {
          tales: [
            { notice, memberIds: [line.target.id], data: { actor: nameOf(line), ...more(line) } },
          ],
        };
}

const product = ({ after }: JournalLine): object => ({ product: text(after, 'product') });

/** Changes that come in a row, as one mail. `item` names the line in the words of the mail. */
function accessChange(item: string): Teller {
  return (line) => {
    if (byDirectory(line) || line.after?.['because'] !== undefined) return undefined;
    const key = `access:${line.target.id}`;
    const what = text(line.after, 'space') || text(line.after, 'name');
    return {
      tales: [
        {
          notice: 'access-changed',
          memberIds: [line.target.id],
          data: { actor: nameOf(line) },
          together: { key, ms: TOGETHER_MS, item: what === '' ? item : `${item}:${what}` },
        },
      ],
    };
  };
}

async function invited(
  line: JournalLine,
  tx: Writers,
  template: string,
): Promise<Told | undefined> {
  const invitation = await tx.invitations.get(line.target.id);
  if (!invitation?.send) return undefined;
  const { id, email, name, locale, generation } = invitation;
  return {
    letters: [
      {
        template,
        to: email,
        data: { note: text(line.after, 'note') },
        ...(name !== undefined && { toName: name }),
        ...(locale !== undefined && { locale }),
        subject: { kind: 'invitation', id, generation },
      },
    ],
  };
}

async function accepted(line: JournalLine, tx: Writers): Promise<Told | undefined> {
  const inviter = (await tx.invitations.get(line.target.id))?.inviter;
  if (inviter?.kind !== 'member' || inviter.id === undefined) return undefined;
  const person = line.target.name ?? text(line.after, 'email');
  const data = { person, email: text(line.after, 'email') };
  return { tales: [{ notice: 'invitation-accepted', memberIds: [inviter.id], data }] };
}

/** Only what somebody decided: what groups and defaults give comes and goes with the directory. */
function roleChanged(line: JournalLine): Told | undefined {
  // whoever comes back by an invitation has read in it what it gives
  if (byDirectory(line) || line.actor.kind === 'invitee') return undefined;
  const decided = (side: Readonly<Record<string, unknown>> | undefined): string[] => {
    const grants = (side?.['grants'] ?? []) as readonly {
      role: string;
      source: { kind: string };
    }[];
    const own = grants.filter(({ source }) => source.kind !== 'group' && source.kind !== 'default');
    return [...new Set(own.map(({ role }) => role))].sort();
  };
  const [before, after] = [decided(line.before), decided(line.after)];
  if (before.join() === after.join()) return undefined;
  const data = { actor: nameOf(line), before, roles: after };
  return { tales: [{ notice: 'role-changed', memberIds: [line.target.id], data }] };
}

/** A seat that was asked for, or waited for, was granted; another one was simply given. */
function seatAssigned(line: JournalLine, tx: Writers): ReturnType<Teller> {
  const status = text(line.before, 'status');
  // it comes back with its holder, who is told of that
  if (status === 'held') return undefined;
  const waited = status === 'requested' || status === 'queued';
  return toTarget(waited ? 'seat-granted' : 'seat-assigned', product)(line, tx);
}

async function answered(
  line: JournalLine,
  tx: Writers,
  template: string,
): Promise<Told | undefined> {
  const request = await tx.joinRequests.get(line.target.id);
  if (!request) return undefined;
  const reason = text(line.after, 'reason') || (request.reason ?? '');
  const { email, name } = request;
  return { letters: [{ template, to: email, toName: name, data: { person: name, reason } }] };
}

async function ownership(line: JournalLine, tx: Writers): Promise<Told | undefined> {
  const offer = await tx.ownershipOffers.get(line.target.id);
  if (!offer) return undefined;
  const [from, to] = await Promise.all(
    [offer.fromMemberId, offer.toMemberId].map((id) => tx.members.get(id)),
  );
  const names = { from: from?.name ?? '', to: to?.name ?? '', expiresAt: offer.expiresAt };
  if (line.type === 'ownership.offered') {
    return { tales: [{ notice: 'ownership', memberIds: [offer.toMemberId], data: names }] };
  }
  const memberIds = [offer.fromMemberId, offer.toMemberId];
  return { tales: [{ notice: 'ownership-accepted', memberIds, data: names }] };
}

function toRoles(notice: string, data: (line: JournalLine) => object, once?: string): Teller {
  return (line) => ({
    tales: [
      {
        notice,
        data: { ...data(line) },
        // one alert for all who come in on the same day over the same limit
        ...(once !== undefined && {
          once: `${line.organizationId}:${once}:${line.createdAt.slice(0, 10)}`,
        }),
      },
    ],
  });
}

const limit = ({ after }: JournalLine): object => ({
  used: text(after, 'used'),
  limit: text(after, 'limit'),
  percent: text(after, 'percent') || '100',
});

const ending = ({ target, after }: JournalLine): object => ({
  name: target.name ?? '',
  days: text(after, 'days'),
});

const sync = ({ target, after }: JournalLine): object => ({
  connection: target.name ?? '',
  reason: text(after, 'reason') || text(after, 'error'),
});

async function importFinished({ after, target }: JournalLine, tx: Writers): Promise<Told> {
  const actor = (await tx.tasks.get(target.id))?.actor;
  const memberIds = actor?.kind === 'member' ? { memberIds: [actor.id] } : {};
  const data = {
    succeeded: text(after, 'succeeded') || '0',
    failed: text(after, 'failed') || '0',
  };
  return { tales: [{ notice: 'import-finished', ...memberIds, alsoRoles: true, data }] };
}

/** Somebody who was let in by hand or by a sheet; who was invited knows, and who made the organization, too. */
function memberAdded(line: JournalLine, tx: Writers): ReturnType<Teller> {
  const source = text(line.after, 'source');
  const isPerson = line.actor.kind === 'member' || line.actor.kind === 'api_key';
  const told = source === 'import' || (source === 'manual' && isPerson);
  return told ? accessChange('added')(line, tx) : undefined;
}

function raised({ after }: JournalLine): Told | undefined {
  const { notice, memberIds, ...data } = after ?? {};
  if (typeof notice !== 'string') return undefined;
  const named = Array.isArray(memberIds) ? { memberIds: memberIds.map(String) } : {};
  return { tales: [{ notice, ...named, data }] };
}

/** Which facts somebody is told of. A fact that is not here costs one look into this table. */
export const TELLERS: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  ['invitation.created', (line, tx) => invited(line, tx, 'invitation')],
  ['invitation.resent', (line, tx) => invited(line, tx, 'invitation')],
  ['invitation.renewed', (line, tx) => invited(line, tx, 'invitation')],
  ['invitation.reminded', (line, tx) => invited(line, tx, 'invitation-reminder')],
  [
    'invitation.revoked',
    (line, tx) =>
      line.after?.['notify'] === true ? invited(line, tx, 'invitation-revoked') : undefined,
  ],
  ['invitation.accepted', accepted],
  ['member.added', memberAdded],
  ['member.role_changed', roleChanged],
  ['member.suspended', accessChange('suspended')],
  ['member.restored', accessChange('restored')],
  ['member.removed', toTarget('removed')],
  ['space.member_added', accessChange('spaceAdded')],
  ['space.member_removed', accessChange('spaceRemoved')],
  ['seat.assigned', seatAssigned],
  ['seat.released', toTarget('seat-removed', product)],
  ['seat.denied', toTarget('seat-denied', product)],
  [
    'seat.requested',
    toRoles('seat-request', (line) => ({ person: line.target.name ?? '', ...product(line) })),
  ],
  [
    'seat.limit_reached',
    toRoles('seat-limit', ({ after }) => ({
      product: text(after, 'product'),
      used: text(after, 'used'),
      seats: text(after, 'seats'),
      percent: text(after, 'percent'),
    })),
  ],
  ['org.limit_reached', toRoles('member-limit', limit)],
  ['org.limit_exceeded', toRoles('member-limit', limit, 'exceeded')],
  [
    'join_request.created',
    toRoles('membership-request', ({ target, after }) => ({
      person: target.name ?? '',
      email: text(after, 'email'),
      message: text(after, 'message'),
    })),
  ],
  [
    'invitation.asked_again',
    toRoles('membership-request', ({ after }) => ({
      person: text(after, 'email'),
      email: text(after, 'email'),
    })),
  ],
  ['join_request.approved', (line, tx) => answered(line, tx, 'join-approved')],
  ['join_request.denied', (line, tx) => answered(line, tx, 'join-denied')],
  ['ownership.offered', ownership],
  ['ownership.accepted', ownership],
  ['api_key.expiring', toRoles('token-expiring', ending)],
  ['scim.token.expiring', toRoles('token-expiring', ending)],
  ['scim.sync.failing', toRoles('directory-failing', sync)],
  [
    'scim.lockout_refused',
    toRoles('directory-lockout', ({ target }) => ({ person: target.name ?? '' }), 'lockout'),
  ],
  ['scim.sync.recovered', toRoles('directory-recovered', sync)],
  [
    'webhook.endpoint_disabled',
    toRoles('webhook-disabled', ({ target, after }) => ({
      name: target.name ?? '',
      reason: text(after, 'reason'),
    })),
  ],
  ['domain.code_sent', proofAsked],
  ['import.finished', importFinished],
  ['notice.raised', raised],
]);
