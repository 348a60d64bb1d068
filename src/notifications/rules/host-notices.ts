import { inOrganization } from '#core/index.js';
import { Fault, readName, readText, type Context } from '#kernel/index.js';
import { NOTICE_NAME_PATTERN, NOTICES } from '../catalogue.js';
import type { NotificationDeps } from '../deps.js';

/** What a host application sends: `user-action`, `subscription-transfer`, `licence-expiring` … */
export interface HostNotice {
  readonly notice: string;
  /** one line, in the language of the organization; the subject of the mail */
  readonly title: string;
  readonly text?: string;
  /** http or https */
  readonly url?: string;
  /** absent: members with the roles that the matrix names */
  readonly memberIds?: readonly string[];
}

/** Faults `organization.missing`, `member.missing`, `request.invalid` (a name that Muster uses, or that is none). */
export async function sendHostNotice(
  deps: NotificationDeps,
  ctx: Context,
  organizationId: string,
  { notice, url, memberIds, ...words }: HostNotice,
): Promise<void> {
  const title = readName(words.title, 'data.title');
  const text = words.text === undefined ? undefined : readText(words.text, 'data.text', 4_000);
  return inOrganization(deps, ctx, organizationId, async ({ organization, members, journal }) => {
    requireHostName(notice);
    const named = memberIds && (await members.requireMany(memberIds));
    await journal.append({
      type: 'notice.raised',
      target: { kind: 'organization', id: organizationId, name: organization.name },
      after: {
        notice,
        title,
        ...(text !== undefined && { text }),
        ...(url !== undefined && { url }),
        ...(named && { memberIds: named.map(({ id }) => id) }),
      },
    });
  });
}

function requireHostName(notice: string): void {
  const isReserved = Object.hasOwn(NOTICES, notice);
  if (!isReserved && NOTICE_NAME_PATTERN.test(notice)) return;
  const problem = isReserved
    ? 'is a notice of Muster itself; take another name'
    : 'must be lower-case words with - between them';
  throw new Fault('request.invalid', { errors: [{ field: 'notice', problem }] });
}
