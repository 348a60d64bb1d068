import { Fault, type Context } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { NOTICE_NAME_PATTERN, NOTICES } from './catalogue.js';
import { requireOrganization } from './matrix.js';
import { append } from '#core/tenancy/index.js';

/** What a host application tells: `user-action`, `subscription-transfer`, `licence-expiring` … */
export interface HostNotice {
  readonly notice: string;
  /** one line, in the language of the organization; the subject of the mail */
  readonly title: string;
  readonly text?: string;
  /** http or https */
  readonly url?: string;
  /** these members; absent: whoever the matrix names */
  readonly memberIds?: readonly string[];
}

export type SendHostNotice = (
  ctx: Context,
  organizationId: string,
  input: HostNotice,
) => Promise<void>;

/** Faults `organization.missing`, `member.missing`, `request.invalid` (a name of ours, or none). */
export function createHostNoticeSender(store: Store): SendHostNotice {
  return (ctx, organizationId, input) =>
    store.transaction(organizationId, async (tx) => {
      const organization = await requireOrganization(tx, organizationId);
      const { notice, title, text, url, memberIds } = input;
      const isReserved = Object.hasOwn(NOTICES, notice);
      if (isReserved || !NOTICE_NAME_PATTERN.test(notice)) {
        const problem = isReserved
          ? 'is a notice of Muster itself; take another name'
          : 'must be lower-case words with - between them';
        throw new Fault('request.invalid', { errors: [{ field: 'notice', problem }] });
      }
      const members = memberIds ? await tx.members.getMany(memberIds) : [];
      const knownIds = new Set(
        members.filter((member) => member.organizationId === organizationId).map(({ id }) => id),
      );
      const unknownId = memberIds?.find((id) => !knownIds.has(id));
      if (unknownId !== undefined) throw new Fault('member.missing', { id: unknownId });
      await append(ctx, tx, {
        organizationId,
        type: 'notice.raised',
        target: { kind: 'organization', id: organizationId, name: organization.name },
        after: {
          notice,
          title,
          ...(text !== undefined && { text }),
          ...(url !== undefined && { url }),
          ...(memberIds && { memberIds: [...knownIds] }),
        },
      });
    });
}
