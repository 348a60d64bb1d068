import { all, any, compare, equals } from '#store/index.js';
import { findAll, type JournalListener, type OrganizationScope } from '#core/tenancy/index.js';

/** A listener of the journal: removes the mappings that give a space or product that was deleted. */
export const removeMappingsOfDeleted: JournalListener = async (entry, { scope }) => {
  if (scope === undefined) return;
  if (entry.type !== 'space.deleted' && entry.type !== 'product.deleted') return;
  await removeMappingsTo(scope, entry.target.kind, entry.target.id);
};

/** What the mappings gave goes with its target, so nothing is recomputed. One journal entry for each connection. */
async function removeMappingsTo(scope: OrganizationScope, kind: string, id: string): Promise<void> {
  const { tx, organization } = scope;
  const target = `${kind}:${id}`;
  const where = all(
    equals('organizationId', organization.id),
    // `space:{id}:{role}`
    any(equals('gives', target), compare('gives', 'sw', `${target}:`)),
  );
  const records = await findAll(tx.groupMappings, where);
  if (records.length === 0) return;
  await tx.groupMappings.removeWhere(where);
  for (const connectionId of new Set(records.map((mapping) => mapping.connectionId))) {
    const removed = records.filter((mapping) => mapping.connectionId === connectionId);
    await scope.journal.append({
      type: 'role_mapping.changed',
      target: { kind: 'connection', id: connectionId },
      before: { removed: removed.map(({ groupId, gives }) => ({ groupId, gives })) },
      after: { because: `${kind}.deleted` },
    });
  }
}
