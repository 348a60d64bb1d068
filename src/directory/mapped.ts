import { all, equals } from '#store/index.js';
import { append } from './journal.js';
import type { Ground } from './members/rewrite.js';

/**
 * Takes away the mappings that give something which is going: a space, a product. What they gave goes with the thing itself, so nobody
 * is worked out anew. One journal line for each connection.
 */
export async function forgetMappings(ground: Ground, prefix: string): Promise<void> {
  const { ctx, tx, organization } = ground;
  const of = all(equals('organizationId', organization.id), {
    kind: 'any',
    terms: [
      equals('gives', prefix),
      // `space:{id}:{role}`
      { kind: 'compare', field: { column: 'gives' }, operator: 'sw', value: `${prefix}:` },
    ],
  });
  const { records } = await tx.groupMappings.find({ where: of, limit: 1_000 });
  if (records.length === 0) return;
  await tx.groupMappings.removeWhere(of);
  for (const connectionId of new Set(records.map((mapping) => mapping.connectionId))) {
    const gone = records.filter((mapping) => mapping.connectionId === connectionId);
    await append(ctx, tx, {
      organizationId: organization.id,
      type: 'role_mapping.changed',
      target: { kind: 'connection', id: connectionId },
      before: { removed: gone.map(({ groupId, gives }) => ({ groupId, gives })) },
      after: { because: `${prefix.split(':', 1)[0] ?? ''}.deleted` },
    });
  }
}
