import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import { any, compare, equals, type Domain } from '#store/index.js';
import { dueBy, hashOfToken, nextVersion, type OrganizationScope } from '#core/tenancy/index.js';
import { throwInvalidField } from '#core/entitlements/index.js';
import { countCode } from '../invitations/rates.js';
import { appendDomainEntry, withDomain, type DomainDeps, type DomainTarget } from './write.js';
import { PROOF_MAILBOXES } from './names.js';

const CODE_LIFE_MS = 3_600_000;
const MAX_CODE_TRIES = 5;

/** Verified domains are looked at again each week, pending and failing ones each day. */
const WEEK_MS = 604_800_000;
const DAY_MS = 86_400_000;

/** Looks in a row without the record after which a verified domain has failed. */
const MAX_FAILED_CHECKS = 3;

/** Looks after which a record that was never made is no longer looked for by itself; a caller can always ask. */
const MAX_PENDING_CHECKS = 30;

export function createDomainProofs(deps: DomainDeps) {
  return {
    recordOf,
    recordDnsAnswer: recordDnsAnswer.bind(undefined, deps),
    /**
     * Those whose weekly (or daily) look is due, oldest first; at most `limit`. One that is due in more than a week was planned by a
     * clock that was set back since.
     */
    async due(ctx: Context, limit: number): Promise<readonly Domain[]> {
      const { where, ...order } = dueBy(ctx, 'recheckAt', limit);
      const tooLate = compare('recheckAt', 'gt', instant(ctx.clock.now() + WEEK_MS));
      return (await deps.store.read.domains.find({ ...order, where: any(where, tooLate) })).records;
    },
    sendCode: sendCode.bind(undefined, deps),
    confirmCode: confirmCode.bind(undefined, deps),
    codeForMail: codeForMail.bind(undefined, deps),
  };
}

/** What to look for in DNS: a TXT record of this name (or of the domain itself) with exactly this text. */
function recordOf({ name, dnsCode }: Domain): { readonly name: string; readonly text: string } {
  return { name: `_muster.${name}`, text: dnsCode };
}

/**
 * Records an answer of DNS: `texts` are all TXT records found, undefined when DNS did not answer, which proves nothing either way.
 * Faults `domain.proof_missing` when the record is not there (not for a job), `domain.taken_elsewhere`.
 */
async function recordDnsAnswer(
  deps: DomainDeps,
  ctx: Context,
  target: DomainTarget,
  texts: readonly string[] | undefined,
): Promise<Domain> {
  const { after, proved } = await withProof(deps, ctx, target, async (scope, before) => {
    const proved = texts?.some((text) => text.trim() === before.dnsCode) ?? false;
    const after = afterDnsAnswer(ctx, before, texts === undefined ? 'unknown' : proved);
    await requireNotTakenElsewhere(scope, after);
    await scope.tx.domains.update(after);
    if (before.status !== after.status) {
      await appendDomainEntry(scope, `domain.${after.status}`, after, before);
    }
    return { after, proved };
  });
  if (proved || ctx.actor.kind === 'system') return after;
  const { name, text } = recordOf(after);
  throw new Fault('domain.proof_missing', {
    record: name,
    type: 'TXT',
    wanted: text,
    found: (texts ?? []).slice(0, 10).map((one) => one.slice(0, 100)),
    ...(texts === undefined && { dns: 'did not answer' }),
  });
}

function afterDnsAnswer(ctx: Context, before: Domain, proved: boolean | 'unknown'): Domain {
  const now = ctx.clock.now();
  const { verifiedKey: _owned, ...rest } = before;
  if (proved === true) {
    return nextVersion<Domain>(ctx, before, {
      status: 'verified',
      verifiedBy: 'dns',
      verifiedKey: before.name,
      failures: 0,
      verifiedAt: before.verifiedAt ?? instant(now),
      recheckAt: instant(now + WEEK_MS),
    });
  }
  const failures = proved === 'unknown' ? before.failures : before.failures + 1;
  const recheckAt = instant(now + DAY_MS);
  // a mailbox proved it: DNS need not
  if (before.verifiedBy === 'email') return nextVersion<Domain>(ctx, before, { recheckAt });
  if (before.status !== 'verified' && failures >= MAX_PENDING_CHECKS) {
    const { recheckAt: _never, ...notScheduled } = before;
    return nextVersion<Domain>(ctx, notScheduled, { failures });
  }
  if (before.status !== 'verified' || failures < MAX_FAILED_CHECKS) {
    return nextVersion<Domain>(ctx, before, { failures, recheckAt });
  }
  return nextVersion<Domain>(ctx, rest, {
    status: 'failed',
    enrolment: 'manual',
    failures,
    recheckAt,
  });
}

/** Fault `domain.taken_elsewhere`. The unique key refuses the later of two that come at once. */
async function requireNotTakenElsewhere(
  { tx }: OrganizationScope,
  { name, verifiedKey, id }: Domain,
): Promise<void> {
  if (verifiedKey === undefined) return;
  const owner = await tx.domains.first(equals('verifiedKey', verifiedKey));
  if (owner && owner.id !== id) throw new Fault('domain.taken_elsewhere', { name });
}

/** Opens the organization of a domain, at any version. Fault `domain.taken_elsewhere` when another one proves it meanwhile. */
async function withProof<T>(
  deps: DomainDeps,
  ctx: Context,
  { organizationId, id }: DomainTarget,
  work: (scope: OrganizationScope, domain: Domain) => Promise<T>,
): Promise<T> {
  try {
    return await withDomain(deps, ctx, { organizationId, id }, work);
  } catch (error) {
    if (isFault(error, 'record.exists')) throw new Fault('domain.taken_elsewhere');
    throw error;
  }
}

/**
 * Sends a code to one of the mailboxes that only the owner of the domain can read, ten a day at most. Faults `request.invalid`,
 * `request.too_many`, `domain.taken_elsewhere`.
 */
async function sendCode(
  deps: DomainDeps,
  ctx: Context,
  target: DomainTarget,
  mailbox: string,
): Promise<Domain> {
  if (!PROOF_MAILBOXES.includes(mailbox)) {
    throwInvalidField('mailbox', `must be one of ${PROOF_MAILBOXES.join(', ')}`);
  }
  return withProof(deps, ctx, target, async (scope, before) => {
    await requireNotTakenElsewhere(scope, { ...before, verifiedKey: before.name });
    const address = `${mailbox}@${before.name}`;
    await countCode(scope, address);
    const generation = before.version + 1;
    const after = nextVersion<Domain>(ctx, before, {
      emailProof: {
        address,
        codeHash: hashOfToken(deps.links.code('domain', before.id, generation)),
        generation,
        expiresAt: instant(ctx.clock.now() + CODE_LIFE_MS),
        triesLeft: MAX_CODE_TRIES,
      },
    });
    await scope.tx.domains.update(after);
    await appendDomainEntry(scope, 'domain.code_sent', after);
    return after;
  });
}

/**
 * The code that is waited for, for its mail. When the generation of the key that made it is gone, there is another one from now on.
 * Undefined when a newer code was asked for since, or none is waited for.
 */
async function codeForMail(
  deps: DomainDeps,
  ctx: Context,
  { id, organizationId, emailProof }: Domain,
  generation: number,
): Promise<string | undefined> {
  const find = (hash: string) => deps.links.findCode(hash, 'domain', id, generation);
  if (!emailProof) return undefined;
  const made = find(emailProof.codeHash);
  if (made !== undefined) return made;
  await deps.links.refresh();
  return (
    find(emailProof.codeHash) ??
    withProof(deps, ctx, { organizationId, id }, async (scope, before) => {
      const proof = before.emailProof;
      if (proof?.generation !== generation) return undefined;
      const byAnotherProcess = find(proof.codeHash);
      if (byAnotherProcess !== undefined) return byAnotherProcess;
      const code = deps.links.code('domain', id, generation);
      const replaced = { ...proof, codeHash: hashOfToken(code) };
      const after = nextVersion<Domain>(ctx, before, { emailProof: replaced });
      await scope.tx.domains.update(after);
      await appendDomainEntry(scope, 'domain.code_replaced', after);
      return code;
    })
  );
}

/** Fault `domain.proof_wrong` with the tries that are left; after five a new code is needed. */
async function confirmCode(
  deps: DomainDeps,
  ctx: Context,
  target: DomainTarget,
  code: string,
): Promise<Domain> {
  const outcome = await withProof(deps, ctx, target, async (scope, before) => {
    const proof = before.emailProof;
    const isOver = !proof || Date.parse(proof.expiresAt) <= ctx.clock.now();
    if (isOver || proof.triesLeft === 0) return { triesLeft: 0 };
    if (proof.codeHash !== hashOfToken(code)) {
      const triesLeft = proof.triesLeft - 1;
      const emailProof = { ...proof, triesLeft };
      await scope.tx.domains.update(nextVersion<Domain>(ctx, before, { emailProof }));
      return { triesLeft };
    }
    const { emailProof: _used, ...rest } = before;
    const after = nextVersion<Domain>(ctx, rest, {
      status: 'verified',
      verifiedBy: before.verifiedBy ?? 'email',
      failures: 0,
      verifiedKey: before.name,
      verifiedAt: instant(ctx.clock.now()),
    });
    await requireNotTakenElsewhere(scope, after);
    await scope.tx.domains.update(after);
    await appendDomainEntry(scope, 'domain.verified', after, before);
    return { domain: after };
  });
  // the lost try is kept although the answer is no
  if (!outcome.domain) throw new Fault('domain.proof_wrong', { triesLeft: outcome.triesLeft });
  return outcome.domain;
}
