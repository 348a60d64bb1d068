import { conflict, forbidden, invalid, limit, missing, type FaultEntry } from './entry.js';

/** Why a person whom an identity provider vouches for is not let in. None says whether there is an account or a member. */
export const SIGN_IN_FAULTS = {
  'sign_in.insecure': forbidden(
    'People sign in over https, or on the machine itself; the operator sets http.publicUrl to an https address, or ' +
      'http.insecureCookies for a trial.',
  ),
  'sign_in.not_admitted': forbidden(
    'The organization lets nobody in by this way of signing in who is not a member yet; ask its administrators for an invitation.',
  ),
  'sign_in.proof_needed': forbidden(
    'The organization has not proved the domain of this address; prove by a code that the mailbox is yours.',
  ),
  'sign_in.address_missing': forbidden(
    'The identity provider did not say an e-mail address; its administrator has to send one, under the name that the connection reads.',
  ),
  'sign_in.deactivated': forbidden(
    'The organization has deactivated this access; ask its administrators to restore it.',
  ),
  'sign_in.waiting': forbidden(
    'An owner or administrator of the organization has to approve this sign-in first; try again once they have.',
  ),
  'sign_in.rejected': forbidden(
    'An owner or administrator of the organization has refused this sign-in; ask them if that was a mistake.',
  ),
  'sign_in.other_person': forbidden(
    'The identity provider answered for another person than the one who is signed in here; sign in there as the same person.',
  ),
  'sign_in.identity_taken': conflict(
    'This person of the identity provider belongs to another account; sign out there, and sign in with it.',
  ),
  'sign_in.enforced': forbidden(
    'The organization lets people of this address in by another connection only; sign in by that one.',
  ),
  'sign_in.domain_lapsed': forbidden(
    'The proof of the domain of this address is over, so nobody new is let in by it; administrators of the organization prove it again.',
  ),
  'sign_in_enforcement.unmet': conflict(
    'Sign-in cannot be enforced yet; details name each condition that is missing, and the next step.',
  ),
  'sign_in_enforcement.in_use': conflict(
    'Sign-in of the organization is enforced by this; take it out of the enforcement, or end that, and try again.',
  ),
  'second_factor.break_glass': conflict(
    'By this factor alone somebody gets in to an organization when its identity provider cannot be reached; set up another one first, or ' +
      'have an owner end the enforcement of sign-in there.',
  ),
  'second_factor.missing': missing('There is no such second factor; set one up first.'),
  'second_factor.wrong': invalid(
    'The code, or what the browser made, is not the right one; try again with a new one.',
  ),
  'second_factor.over': conflict(
    'Setting it up has taken too long, or was begun in another session or anew since; begin again.',
  ),
  'second_factor.unverified': conflict(
    'The passkey did not verify the person by fingerprint, face or PIN; use one that does.',
  ),
  'second_factor.limit': limit(
    'The account has reached its limit of second factors; remove one first.',
  ),
  'sign_in.identity_missing': missing('The member has no such sign-in identity.'),
} satisfies Record<string, FaultEntry>;
