import {
  conflict,
  forbidden,
  gone,
  invalid,
  limit,
  missing,
  rate,
  unavailable,
  type FaultEntry,
} from './entry.js';

/** What the rules of an organization refuse. */
export const RULE_FAULTS = {
  'permission.missing': forbidden(
    'The caller has no permission for this; an administrator can give it through a role.',
  ),
  'permission.escalation': forbidden(
    'The caller may give and change only what their own role includes, and a key only what its scopes include; ask a person whose ' +
      'role includes it, or make a key with those scopes.',
  ),
  'mapping.beyond_credentials': conflict(
    'Credentials of this connection, or the connection for sign-in itself, would give more than their makers could; details list them. ' +
      'Replace them (configure the connection anew), or send vouch: true.',
  ),
  'acting.unknown': forbidden(
    'The member named in Muster-Acting-Member is no active member of this organization.',
  ),
  'account.missing': missing('There is no such account.'),
  'account.exists': conflict('There is an account with that address already.'),
  'organization.deleted': missing(
    'The organization was deleted; the operator can restore it within 30 days.',
  ),
  'organization.not_deleted': conflict(
    'The organization is not deleted, so there is nothing to restore.',
  ),
  'organization.restore_over': conflict('The time for restoring this organization is over.'),
  'organization.confirmation': invalid('Deleting an organization needs its slug as confirmation.'),
  'plan.unknown': invalid('The preset has no plan of that name.'),
  'plan.required': forbidden(
    'The plan of this organization does not include that; see details for one that does.',
  ),
  'plan.downgrade_blocked': conflict(
    'The organization uses more than that plan allows; details list what must go first.',
  ),
  'limit.members': limit(
    'The organization has reached its limit of members. Pending invitations count where the plan says so.',
  ),
  'limit.roles': limit('The organization has reached its limit of custom roles.'),
  'limit.spaces': limit('The organization has reached its limit of spaces.'),
  'limit.domains': limit('The organization has reached its limit of domains.'),
  'limit.organizations': limit('The account has reached its limit of organizations.'),
  'avatar.missing': missing('No picture was uploaded for the member.'),
  'avatar.unsupported': unavailable(
    'The package sharp is not installed for this platform, so no picture can be read; the operator installs it with npm ci.',
  ),
  'avatar.unreadable': invalid(
    'The picture cannot be read as PNG, JPEG or WebP of at most 4096 × 4096 points; the details say what is wrong.',
  ),
  'member.exists': conflict('A member of the organization has that address already.'),
  'member.not_active': conflict('The member is not active.'),
  'member.not_suspended': conflict('The member is not suspended.'),
  'member.left': conflict('The member has left the organization; invite the person again.'),
  'member.no_conflict': conflict(
    'No directory says an address of this member that another member has.',
  ),
  'member.two_users': conflict(
    'Both members have an active user of one connection, or one that waits for a link; two users are never one member.',
  ),
  'member.self': forbidden(
    'Members cannot remove or suspend themselves; use the operation for leaving.',
  ),
  'member.managed': conflict(
    'A directory manages this member; change it at the identity provider, or unlock it for a while first.',
  ),
  'member.cannot_leave': forbidden(
    'A directory manages this membership, or the organization lets nobody leave by themselves. The details name whom to ask.',
  ),
  'member.owner_leaves': conflict(
    'The only owner or administrator cannot leave; give the role to another member first.',
  ),
  'attribute.unknown': invalid('The organization has defined no attribute of that name.'),
  'attribute.invalid': invalid('The value does not fit the attribute.'),
  'attribute.managed': conflict(
    'A directory sets this attribute; change it at the identity provider.',
  ),
  'role.missing': missing('The organization has no such role.'),
  'role.exists': conflict('The organization has a role of that name already.'),
  'role.preset': forbidden(
    'Ready-made roles belong to the preset and cannot be changed; make a custom role.',
  ),
  'role.in_use': conflict(
    'Members, invitations or group mappings use this role; name a role that replaces it.',
  ),
  'role.is_default': conflict(
    'The role is the default of a connection or a domain; choose another default first.',
  ),
  'role.confirmation': invalid(
    'This change gives or removes rights over other members; look at the preview, then send confirm: true.',
  ),
  'role.single': invalid(
    'Members of this organization have one role, besides temporary elevations; name one.',
  ),
  'role.remap_invalid': invalid(
    'The replacement role is the same role, unknown, or an owner role.',
  ),
  'invitation.missing': missing('There is no such invitation.'),
  'invitation.pending': conflict(
    'That address has a pending invitation already; resend or revoke it.',
  ),
  'invitation.not_pending': conflict(
    'The invitation is no longer pending; the details name its state.',
  ),
  'invitation.not_ended': conflict(
    'The invitation is still pending; revoke it before deleting or renewing it.',
  ),
  'invitation.expired': gone(
    'The invitation has expired; ask the person who invited you for a new one.',
  ),
  'invitation.revoked': gone(
    'The invitation was withdrawn; ask the organization if that was a mistake.',
  ),
  'invitation.accepted': gone('The invitation has been accepted already.'),
  'invitation.declined': gone('The invitation was declined.'),
  'invitation.superseded': gone(
    'The invitation was replaced: a newer link was sent, or a directory added the person.',
  ),
  'invitation.wrong_account': forbidden(
    'The invitation is for another address; sign in with the address it was sent to. It stays pending.',
  ),
  'invitation.unverified': forbidden(
    'The address of the account is not verified; verify it, then accept. It stays pending.',
  ),
  'invitation.cool_down': rate(
    'The invitation was sent a moment ago; wait for the seconds named in Retry-After.',
  ),
  'invitation.too_many': rate(
    'Too many invitations for now; wait for the seconds named in Retry-After.',
  ),
  'invitation.domain_refused': invalid(
    'The organization invites only addresses of its own domains; invite the person as a guest, if the plan allows guests.',
  ),
  'join_request.missing': missing('There is no such join request.'),
  'join_request.pending': conflict(
    'The person has asked to join already; an administrator has to decide.',
  ),
  'join_request.decided': conflict('The join request has been decided already.'),
  'join_request.closed': forbidden('The organization takes no requests to join from that address.'),
  'link_request.missing': missing('There is no such request for a link.'),
  'link_request.decided': conflict(
    'The request for a link has been decided already, or the directory took its user away.',
  ),
  'link_request.taken': conflict(
    'Another active user of the connection stands for this member; two are never one.',
  ),
  'mass_change.missing': missing('There is no such mass change.'),
  'mass_change.decided': conflict(
    'The mass change was decided already, or applied because nobody decided in time.',
  ),
  'mass_change.restored': conflict(
    'What was applied before the brake tripped is being restored already, or was.',
  ),
  'mass_change.not_held': conflict(
    'Nothing is held for this person in the mass change: it was applied or taken back already.',
  ),
  'domain.missing': missing('There is no such domain.'),
  'domain.consumer': invalid('This is a domain of public mailboxes; no organization can claim it.'),
  'domain.blocked': invalid('The operator does not allow that domain.'),
  'domain.taken_here': conflict('The organization has that domain already.'),
  'domain.taken_elsewhere': conflict('Another organization has proved that it owns that domain.'),
  'domain.not_verified': conflict(
    'The domain is not verified yet; prove it by DNS or by e-mail first.',
  ),
  'domain.proof_missing': conflict(
    'The proof was not found; the details say what was expected and what was found.',
  ),
  'domain.proof_wrong': invalid('The code is not the one that was sent.'),
  'domain.in_use': conflict('Sign-in or enrolment still relies on this domain; change that first.'),
  'space.missing': missing('There is no such space.'),
  'space.exists': conflict('The organization has a space of that name already.'),
  'space.inherited': conflict(
    'A role gives the member access to every space; there is no assignment to remove.',
  ),
  'space.mapped': conflict(
    'A directory group gives this access; remove the person from the group, or unlock the member first.',
  ),
  'product.missing': missing('There is no such product.'),
  'product.exists': conflict('The organization has a product of that key already.'),
  'product.below_use': conflict('More seats are in use than that; release some first.'),
  'seat.missing': missing('There is no such seat or request.'),
  'seat.none_free': limit('The product has no free seat; request one, or release one.'),
  'seat.held': conflict('The member has a seat of that product already.'),
  'seat.requested': conflict('A seat of that product is requested for the member already.'),
  'seat.decided': conflict('The request has been decided already.'),
  'seat.mapped': conflict(
    'A directory group gives this seat; remove the person from the group, or unlock the member first.',
  ),
  'ownership.missing': missing('There is no such offer of ownership.'),
  'ownership.pending': conflict(
    'The ownership has been offered already; withdraw that offer first.',
  ),
  'ownership.over': conflict('The offer was accepted, withdrawn, or is too old.'),
  'ownership.none': conflict(
    'Organizations of this kind have no owner; make another member an administrator instead.',
  ),
  'ownership.not_yours': forbidden('The offer is for another member.'),
  'grant.missing': missing('The member has no such grant.'),
  'task.missing': missing('There is no such task.'),
  'member.not_reinstatable': conflict(
    'The removal cannot be taken back: only a removal by hand can, within ten minutes. Add or invite the person again.',
  ),
  'task.undone': conflict('The task was taken back already; details name the task that did it.'),
  'task.not_undoable': conflict(
    'The task cannot be taken back: it runs still, did nothing, is of another kind, or its removals are older than ten minutes.',
  ),
  'selection.changed': conflict(
    'Another number of people is selected now than was confirmed; details have both. Look again, and confirm the new number.',
  ),
  'task.over': conflict('The task has ended, so it cannot be changed.'),
  'import.not_checked': conflict(
    'The import was not checked yet, or has rows with errors; see its rows.',
  ),
  'import.guard': conflict(
    'The import would deactivate more people than its guard allows; confirm the number.',
  ),
  'erasure.missing': missing('There is no such erasure.'),
  'erasure.directory': conflict(
    'A directory still has the person; details name the connection. Remove the person there, or disable the connection, then erase again.',
  ),
  'erasure.merged': conflict(
    'The member was merged into another one, who is the same person; erase that one.',
  ),
  'view.missing': missing('There is no such view, or it is kept by another member.'),
  'view.exists': conflict(
    'The member has a view of that name on this list; choose another name, or change that one.',
  ),
  'view.limit': limit(
    'As many views are saved as there is room for; details say whether own or shared ones. Delete one first.',
  ),
  'job.missing': missing('There is no job of that name.'),
  'mail.missing': missing('There is no such mail.'),
  'mail.refused': conflict('The mail server did not take the mail; details say why.'),
  'mail.over': conflict('The state of the mail does not allow this; the details name the state.'),
  'template.invalid': invalid('The template cannot be used.'),
  'template.missing': missing('The organization has no custom template of that name and language.'),
  'link.invalid': missing('The link is unknown or has been used already.'),
  'idempotency.conflict': conflict(
    'The Idempotency-Key was used with another request; use a new key.',
  ),
  'idempotency.erased': gone(
    'The first request with this Idempotency-Key was done; its answer told of a person who was erased since.',
  ),
  'idempotency.running': conflict(
    'The first request with this Idempotency-Key is still being worked on; try again shortly.',
  ),
} satisfies Record<string, FaultEntry>;
