import type { IdentityStatement, Member } from '#store/index.js';
import { identityKey } from './identities.js';
import type { SignInScope } from './scope.js';

/** What hooks are told of a statement, and what they may change of it. */
interface Told extends Readonly<Record<string, unknown>> {
  readonly displayName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly locale?: string;
  readonly groups?: readonly string[];
}

/**
 * Asks before a sign-in makes a person a member, or lets a member in: the statement with what hooks changed. Groups can be taken away and
 * none added. Faults `hook.denied`, `hook.failed`, `hook.loop`, which refuse the sign-in.
 */
export function askAboutStatement(
  { hooks, connection }: Pick<SignInScope, 'hooks' | 'connection'>,
  statement: IdentityStatement,
  member?: Member,
): IdentityStatement {
  const point = member ? 'before_sign_in' : 'before_admission';
  if (!hooks.concern(point)) return statement;
  const { subject, email, name, firstName, lastName, locale, groups } = statement;
  const told: Told = {
    subject,
    ...(email !== undefined && { email }),
    ...(name !== undefined && { displayName: name }),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(locale !== undefined && { locale }),
    ...(Array.isArray(groups) && { groups: [...groups] }),
  };
  const object = member
    ? { kind: 'member', id: member.id, name: member.name }
    : { kind: 'sign-in', id: identityKey(connection.id, statement), name: email ?? subject };
  const answer = hooks.ask<Told>({
    point,
    object,
    version: member?.version ?? 0,
    proposed: told,
    context: {
      connection: { id: connection.id, name: connection.name },
      attributes: statement.attributes,
    },
  });
  if (answer === told) return statement;
  const { name: _name, firstName: _first, lastName: _last, locale: _locale, ...rest } = statement;
  return {
    ...rest,
    ...(answer.displayName !== undefined && { name: answer.displayName }),
    ...(answer.firstName !== undefined && { firstName: answer.firstName }),
    ...(answer.lastName !== undefined && { lastName: answer.lastName }),
    ...(answer.locale !== undefined && { locale: answer.locale }),
    ...(Array.isArray(groups) && { groups: answer.groups ?? [] }),
  };
}
