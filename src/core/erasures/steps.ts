import { instant } from '#kernel/index.js';
import type { Erasure, ErasureWork } from '#store/index.js';
import type {
  AccountEntryEraser,
  EntryEraser,
  OrganizationScope,
  PersonEraser,
} from '#core/tenancy/index.js';
import { withTraces } from './traces.js';
import { walkEntries } from './walk.js';
import { writeErasure } from './write.js';

/** What other modules hold about a person. */
export interface Erasers {
  readonly records: readonly PersonEraser[];
  /** of what was made of journal entries */
  readonly entries: readonly EntryEraser[];
  /** the same of the installation's entries about an account */
  readonly ofAccount: readonly AccountEntryEraser[];
}

/**
 * Until then other processes may write what they held in memory: the log of a directory's requests, notifications that wait to be
 * grouped.
 */
const LAST_LOOK_MS = 45_000;

/** One bounded step, in the transaction of `scope`. The steps end when nothing more is found, and once more after a while. */
export async function takeStep(
  scope: OrganizationScope,
  erasure: Erasure,
  work: ErasureWork,
  erasers: Erasers,
): Promise<Erasure> {
  const go = (change: Partial<Erasure>): Promise<Erasure> => writeErasure(scope, erasure, change);
  if (work.at < work.keys.length) {
    const walked = await walkEntries(scope, work, erasers.entries);
    return go({
      work: walked.work,
      entries: erasure.entries + walked.entries,
      records: erasure.records + walked.records,
    });
  }
  for (const erase of erasers.records) {
    const { done, found } = await erase(scope, work);
    const traced = await withTraces(scope, work, found);
    if (done > 0 || traced !== work) return go({ work: traced, records: erasure.records + done });
  }
  if (work.lookedAt === undefined) {
    const now = scope.ctx.clock.now();
    const again = { at: 0, after: work.begin, lookedAt: instant(now) };
    return go({ work: { ...work, ...again }, dueAt: instant(now + LAST_LOOK_MS) });
  }
  return finish(scope, erasure);
}

/** The addresses and names that were searched by go last. */
async function finish(scope: OrganizationScope, before: Erasure): Promise<Erasure> {
  const { work: _work, dueAt: _dueAt, ...rest } = before;
  const endedAt = instant(scope.ctx.clock.now());
  const after = await writeErasure(scope, rest, { status: 'done', endedAt });
  const { id, memberId, accountId = '', entries, records } = after;
  await scope.journal.append({
    type: memberId === undefined ? 'account.erased' : 'member.erased',
    target:
      memberId === undefined
        ? { kind: 'account', id: accountId }
        : { kind: 'member', id: memberId },
    after: { erasureId: id, entries, records },
  });
  return after;
}
