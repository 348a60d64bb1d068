import type { FaultEntry } from './entry.js';

/** What the rules of an organization refuse. */
export const RULE_FAULTS = {
  'permission.missing': {
    kind: 'forbidden',
    message: 'The caller has no permission for this; an administrator can give it through a role.',
  },
  'permission.escalation': {
    kind: 'forbidden',
    message: 'Nobody gives or touches more than they hold themselves; ask somebody with that role.',
  },
  'acting.unknown': {
    kind: 'forbidden',
    message: 'The member named in Muster-Acting-Member is no active member of this organization.',
  },
  'account.missing': { kind: 'missing', message: 'There is no such account.' },
  'account.exists': { kind: 'conflict', message: 'There is an account with that address already.' },
  'organization.deleted': {
    kind: 'missing',
    message: 'The organization was deleted; the operator can restore it within 30 days.',
  },
  'organization.not_deleted': {
    kind: 'conflict',
    message: 'The organization is not deleted, so there is nothing to restore.',
  },
  'organization.restore_over': {
    kind: 'conflict',
    message: 'The time in which this organization could be restored is over.',
  },
  'organization.confirmation': {
    kind: 'invalid',
    message: 'Deleting needs the slug of the organization as confirmation.',
  },
  'plan.unknown': { kind: 'invalid', message: 'The preset has no plan of that name.' },
  'plan.required': {
    kind: 'forbidden',
    message: 'The plan of this organization does not include that; see details for one that does.',
  },
  'plan.downgrade_blocked': {
    kind: 'conflict',
    message: 'The organization uses more than that plan allows; details list what must go first.',
  },
  'limit.members': {
    kind: 'limit',
    message:
      'The organization has as many members as it may, pending ones included where they count.',
  },
  'limit.roles': { kind: 'limit', message: 'The organization has as many custom roles as it may.' },
  'limit.spaces': { kind: 'limit', message: 'The organization has as many spaces as it may.' },
  'limit.domains': { kind: 'limit', message: 'The organization has as many domains as it may.' },
  'limit.organizations': {
    kind: 'limit',
    message: 'The account has as many organizations as it may.',
  },
  'member.exists': {
    kind: 'conflict',
    message: 'Somebody with that address is a member of the organization already.',
  },
  'member.not_active': { kind: 'conflict', message: 'The member is not active.' },
  'member.not_suspended': { kind: 'conflict', message: 'The member is not suspended.' },
  'member.left': {
    kind: 'conflict',
    message: 'The member has left the organization; invite the person again.',
  },
  'member.self': {
    kind: 'forbidden',
    message: 'Nobody removes or suspends themselves; leaving is an operation of its own.',
  },
  'member.managed': {
    kind: 'conflict',
    message:
      'A directory manages this member; change it at the identity provider, or unlock it for a while first.',
  },
  'member.cannot_leave': {
    kind: 'forbidden',
    message: 'A directory manages this membership, so it ends there; details name who to ask.',
  },
  'member.owner_leaves': {
    kind: 'conflict',
    message: 'The only owner or administrator cannot leave; hand that over to somebody first.',
  },
  'attribute.unknown': {
    kind: 'invalid',
    message: 'The organization has defined no attribute of that name.',
  },
  'attribute.invalid': { kind: 'invalid', message: 'The value does not fit the attribute.' },
  'attribute.managed': {
    kind: 'conflict',
    message: 'A directory sets this attribute; change it at the identity provider.',
  },
  'role.missing': { kind: 'missing', message: 'The organization has no such role.' },
  'role.exists': { kind: 'conflict', message: 'The organization has a role of that name already.' },
  'role.preset': {
    kind: 'forbidden',
    message: 'Ready-made roles belong to the preset and cannot be changed; make a custom role.',
  },
  'role.in_use': {
    kind: 'conflict',
    message: 'The role is held, invited for or mapped; name a role to put in its place.',
  },
  'role.is_default': {
    kind: 'conflict',
    message: 'The role is the default of a connection or a domain; choose another default first.',
  },
  'role.confirmation': {
    kind: 'invalid',
    message: 'This gives or takes power over others; look at the preview, then send confirm: true.',
  },
  'role.single': {
    kind: 'invalid',
    message: 'Members of this organization have one role; name one, beside what is lent on top.',
  },
  'role.remap_invalid': {
    kind: 'invalid',
    message: 'The role to put in its place is the same one, unknown, or an owner.',
  },
  'invitation.missing': { kind: 'missing', message: 'There is no such invitation.' },
  'invitation.pending': {
    kind: 'conflict',
    message: 'That address has a pending invitation already; resend or revoke it.',
  },
  'invitation.not_pending': {
    kind: 'conflict',
    message: 'The invitation is not pending any more; details tell its state.',
  },
  'invitation.not_ended': {
    kind: 'conflict',
    message: 'The invitation is still pending; revoke it before deleting or renewing it.',
  },
  'invitation.expired': {
    kind: 'gone',
    message: 'The invitation has expired; ask whoever invited you for a new one.',
  },
  'invitation.revoked': {
    kind: 'gone',
    message: 'The invitation was withdrawn; ask the organization if that was a mistake.',
  },
  'invitation.accepted': { kind: 'gone', message: 'The invitation has been accepted already.' },
  'invitation.declined': { kind: 'gone', message: 'The invitation was declined.' },
  'invitation.superseded': {
    kind: 'gone',
    message: 'The invitation was replaced: a newer link was sent, or a directory added the person.',
  },
  'invitation.wrong_account': {
    kind: 'forbidden',
    message:
      'The invitation is for another address; sign in with the address it was sent to. It stays pending.',
  },
  'invitation.unverified': {
    kind: 'forbidden',
    message:
      'The address of the account is not verified; verify it, then accept. It stays pending.',
  },
  'invitation.cool_down': {
    kind: 'rate',
    message: 'The invitation was sent a moment ago; wait for the seconds named in Retry-After.',
  },
  'invitation.too_many': {
    kind: 'rate',
    message: 'Too many invitations for now; wait for the seconds named in Retry-After.',
  },
  'invitation.domain_refused': {
    kind: 'invalid',
    message:
      'The organization invites addresses of its own domains only; invite a guest, if it may.',
  },
  'join_request.missing': { kind: 'missing', message: 'There is no such join request.' },
  'join_request.pending': {
    kind: 'conflict',
    message: 'The person has asked to join already; an administrator has to decide.',
  },
  'join_request.decided': {
    kind: 'conflict',
    message: 'The join request has been decided already.',
  },
  'join_request.closed': {
    kind: 'forbidden',
    message: 'The organization takes no requests to join from that address.',
  },
  'domain.missing': { kind: 'missing', message: 'There is no such domain.' },
  'domain.consumer': {
    kind: 'invalid',
    message: 'That is a domain of public mailboxes; nobody can own it here.',
  },
  'domain.blocked': { kind: 'invalid', message: 'The operator does not allow that domain.' },
  'domain.taken_here': { kind: 'conflict', message: 'The organization has that domain already.' },
  'domain.taken_elsewhere': {
    kind: 'conflict',
    message: 'Another organization has proved that it owns that domain.',
  },
  'domain.not_verified': {
    kind: 'conflict',
    message: 'The domain is not verified yet; prove it by DNS or by e-mail first.',
  },
  'domain.proof_missing': {
    kind: 'conflict',
    message: 'The proof was not found; details tell what was looked for and what was there.',
  },
  'domain.proof_wrong': { kind: 'invalid', message: 'That is not the code that was sent.' },
  'domain.in_use': {
    kind: 'conflict',
    message: 'Sign-in or enrolment still relies on this domain; change that first.',
  },
  'space.missing': { kind: 'missing', message: 'There is no such space.' },
  'space.exists': {
    kind: 'conflict',
    message: 'The organization has a space of that name already.',
  },
  'space.inherited': {
    kind: 'conflict',
    message: 'The member reaches every space through a role; there is no assignment to take away.',
  },
  'space.mapped': {
    kind: 'conflict',
    message: 'A group of a directory gives this access; take the person out of the group.',
  },
  'product.missing': { kind: 'missing', message: 'There is no such product.' },
  'product.exists': {
    kind: 'conflict',
    message: 'The organization has a product of that key already.',
  },
  'product.below_use': {
    kind: 'conflict',
    message: 'More seats are in use than that; take some back first.',
  },
  'seat.missing': { kind: 'missing', message: 'There is no such seat or request.' },
  'seat.none_free': {
    kind: 'limit',
    message: 'The product has no free seat; request one, or take one back.',
  },
  'seat.held': { kind: 'conflict', message: 'The member has a seat of that product already.' },
  'seat.requested': {
    kind: 'conflict',
    message: 'A seat of that product is requested for the member already.',
  },
  'seat.decided': { kind: 'conflict', message: 'The request has been decided already.' },
  'seat.mapped': {
    kind: 'conflict',
    message: 'A group of a directory gives this seat; take the person out of the group.',
  },
  'ownership.missing': { kind: 'missing', message: 'There is no such offer of ownership.' },
  'ownership.pending': {
    kind: 'conflict',
    message: 'The ownership is offered to somebody already; withdraw that first.',
  },
  'ownership.over': {
    kind: 'conflict',
    message: 'The offer was accepted, withdrawn, or is too old.',
  },
  'ownership.none': {
    kind: 'conflict',
    message:
      'Nobody owns an organization of this kind; make another member an administrator, then stay or leave.',
  },
  'ownership.not_yours': { kind: 'forbidden', message: 'The offer is for somebody else.' },
  'grant.missing': { kind: 'missing', message: 'The member has no such grant.' },
  'task.missing': { kind: 'missing', message: 'There is no such task.' },
  'task.over': { kind: 'conflict', message: 'The task has ended, so it cannot be changed.' },
  'import.not_checked': {
    kind: 'conflict',
    message: 'The import was not checked yet, or has rows with errors; see its rows.',
  },
  'import.guard': {
    kind: 'conflict',
    message: 'The import would deactivate more people than its guard allows; confirm the number.',
  },
  'job.missing': { kind: 'missing', message: 'There is no job of that name.' },
  'mail.missing': { kind: 'missing', message: 'There is no such mail.' },
  'mail.refused': {
    kind: 'conflict',
    message: 'The mail server did not take the mail; details say why.',
  },
  'mail.over': {
    kind: 'conflict',
    message: 'The mail is not in a state in which that can be done; details tell which.',
  },
  'template.invalid': { kind: 'invalid', message: 'The template cannot be used.' },
  'template.missing': {
    kind: 'missing',
    message: 'The organization has no template of its own there.',
  },
  'link.invalid': { kind: 'missing', message: 'The link is not one of ours, or is used up.' },
  'idempotency.conflict': {
    kind: 'conflict',
    message: 'The Idempotency-Key was used with another request; use a new key.',
  },
  'idempotency.running': {
    kind: 'conflict',
    message:
      'The first request with this Idempotency-Key is still being worked on; try again shortly.',
  },
} as const satisfies Record<string, FaultEntry>;
