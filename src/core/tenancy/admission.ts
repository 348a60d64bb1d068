import { Fault, type Actor, type Context } from '#kernel/index.js';
import type { Writers } from '#store/index.js';

type Reader = Pick<Writers, 'credentials' | 'apiKeys' | 'members'>;

/** Actors that are let in by an organization: by a token, a key, a membership. The operator, jobs and invitees are not. */
const ADMITTED: ReadonlySet<Actor['kind']> = new Set(['connection', 'api_key', 'member', 'person']);

/** Whether a transaction asks if the caller is still admitted. */
export function asksAdmission({ actor, followsUp }: Context): boolean {
  return followsUp !== true && ADMITTED.has(actor.kind);
}

/**
 * What let the caller in when the request began is asked again, inside of the transaction: a token or key may have been revoked, the
 * acting member may have gone. Their records stay as long as the organization. A connection is asked by `inScimScope`, which reads it
 * anyhow. The end of a token's life is not asked: a request that began in time is finished. Faults `credential.invalid`,
 * `acting.unknown`.
 */
export async function requireAdmitted(ctx: Context, tx: Reader): Promise<void> {
  if (!asksAdmission(ctx)) return;
  const { actor } = ctx;
  if (actor.kind === 'connection') return requireCredential(tx, actor.credentialId);
  if (actor.kind === 'api_key') return requireApiKey(tx, actor.id);
  if (actor.kind === 'member') {
    await requireActingMember(tx, actor.id);
    if (actor.via !== undefined) await requireApiKey(tx, actor.via);
  } else if (actor.kind === 'person' && actor.memberId !== undefined) {
    await requireActingMember(tx, actor.memberId);
  }
}

async function requireCredential({ credentials }: Reader, id: string): Promise<void> {
  if ((await credentials.get(id))?.revokedAt !== undefined) throw new Fault('credential.invalid');
}

async function requireApiKey({ apiKeys }: Reader, id: string): Promise<void> {
  if ((await apiKeys.get(id))?.revoked === true) throw new Fault('credential.invalid');
}

async function requireActingMember({ members }: Reader, memberId: string): Promise<void> {
  const member = await members.get(memberId);
  if (member !== undefined && member.status !== 'active')
    throw new Fault('acting.unknown', { memberId });
}
