import type { Operations } from '@muster/client';
import { newKey } from '../../data/form-key.js';
import { useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { awaitEnd, type MemberChange } from './member-change.js';
import { useReasonOf } from './reason.js';
import { useUndo } from './undo.js';

type Change = Operations['changeMembers']['input']['body']['change'];
type TaskRow = Operations['listMemberChangeRows']['output']['items'][number];

/** What became of one person: `failed` with the reason, else the word of the rule that did it. */
export interface SomeRow {
  readonly id: string;
  readonly outcome: string;
  readonly code?: string | undefined;
  /** in the words of the page */
  readonly message?: string | undefined;
}

export interface SomeResult {
  readonly results: readonly SomeRow[];
  /** undefined where it cannot be taken back */
  readonly undo: (() => Promise<void>) | undefined;
}

const PAGE = 200;

/**
 * Does one thing to people who are picked on a page, as a change of many people: it stands in the inbox, and is taken back from there when
 * the page is long closed (console A3). Undefined for whoever may not change members: they have the calls of the page alone.
 */
export function useChangeSome():
  ((memberIds: readonly string[], change: Change) => Promise<SomeResult>) | undefined {
  const organizationId = useOrganizationId();
  const mayChange = useReach()('members:write') === 'any';
  const reasonOf = useReasonOf();
  const undoOf = useUndo();
  if (!mayChange) return undefined;
  return async (memberIds, change) => {
    const begun = await server.changeMembers({
      params: { organizationId },
      // what was refused can be sent again: each attempt is one of its own
      idempotencyKey: newKey(),
      body: { selection: { ids: [...memberIds] }, change },
    });
    const ended = await awaitEnd(organizationId, begun);
    if (ended.error !== undefined) throw new Error(reasonOf(ended.error));
    const rows = await rowsOf(organizationId, ended);
    return {
      results: rows.map((row) => toResult(row, reasonOf)),
      undo: ended.succeeded > 0 ? undoOf(ended) : undefined,
    };
  };
}

async function rowsOf(organizationId: string, { id }: MemberChange): Promise<TaskRow[]> {
  const rows: TaskRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await server.listMemberChangeRows({
      params: { organizationId, changeId: id },
      query: { limit: PAGE, ...(cursor !== undefined && { cursor }) },
    });
    rows.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}

function toResult(
  { input, status, code, details, result }: TaskRow,
  reasonOf: ReturnType<typeof useReasonOf>,
): SomeRow {
  const id = String(input['memberId']);
  if (status === 'succeeded') return { id, outcome: String(result?.['outcome']) };
  const known = code ?? 'internal';
  return { id, outcome: 'failed', code: known, message: reasonOf(known, { details }) };
}
