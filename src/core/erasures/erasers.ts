import { eraseFactors, eraseKeyMakers, eraseSessions } from '#core/credentials/index.js';
import { eraseSeatReasons, eraseSeats, eraseSpaceMembers } from '#core/entitlements/index.js';
import { eraseLinks, eraseMassChangePeople, eraseViews } from '#core/members/index.js';
import {
  eraseDecisions,
  eraseDomainProofs,
  eraseEnder,
  eraseInvitations,
  eraseInviter,
  eraseJoinRequests,
} from '#core/onboarding/index.js';
import { eraseBillingContacts } from '#core/organizations/index.js';
import { eraseTaskActors, eraseTaskRows } from '#core/tasks/index.js';
import type { Erasers } from './steps.js';

/** Each until it finds nothing more, then the next one. */
const ERASERS: Omit<Erasers, 'ofAccount'> = {
  records: [
    eraseInvitations,
    eraseJoinRequests,
    eraseLinks,
    eraseMassChangePeople,
    eraseViews,
    eraseSeats,
    eraseSpaceMembers,
    eraseInviter,
    eraseTaskRows,
    eraseTaskActors,
    eraseDomainProofs,
    eraseKeyMakers,
    eraseSessions,
    eraseFactors,
    eraseBillingContacts,
  ],
  entries: [eraseSeatReasons, eraseEnder, eraseDecisions],
};

/** Those of the core's records, and then those of modules beside it. */
export function withErasers({
  records = [],
  entries = [],
  ofAccount = [],
}: Partial<Erasers> = {}): Erasers {
  return {
    ofAccount,
    records: [...ERASERS.records, ...records],
    entries: [...ERASERS.entries, ...entries],
  };
}
