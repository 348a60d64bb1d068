import { useState } from 'react';
import { newKey } from '../../data/form-key.js';
import { useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { awaitEnd, type MemberChange } from './member-change.js';
import { useReasonOf } from './reason.js';

interface Removal {
  readonly memberId: string;
  readonly successorMemberId?: string;
}

/**
 * Removes one person as a change of one row, so that it can be taken back from the inbox when the page is long closed (console A3). Throws
 * in the words of the page when the rules refuse it. One idempotency key for each attempt (console C8).
 */
export function useRemoveOne(): (removal: Removal) => Promise<MemberChange> {
  const organizationId = useOrganizationId();
  const reasonOf = useReasonOf();
  const [key, setKey] = useState(newKey);
  return async ({ memberId, ...rest }) => {
    const begun = await server.changeMembers({
      params: { organizationId },
      idempotencyKey: key,
      body: { selection: { ids: [memberId] }, change: { kind: 'remove', ...rest }, expected: 1 },
    });
    const change = await awaitEnd(organizationId, begun);
    if (change.succeeded > 0) return change;
    const params = { organizationId, changeId: change.id };
    const { items } = await server.listMemberChangeRows({ params, query: { limit: 1 } });
    // nothing was done: the next attempt is another one
    setKey(newKey());
    const { code = change.error ?? 'internal', details } = items[0] ?? {};
    throw new Error(reasonOf(code, { details }));
  };
}
