import type { mongo } from 'mongoose';

type Row = mongo.Document & { _id: string };

/**
 * Step 4: of present members with one address, which earlier releases let in, all but the oldest are marked as waiting for it. Who waits
 * for another address already is left alone. A step that was interrupted finds the same ones again.
 */
export async function markDuplicateAddresses(db: mongo.Db): Promise<void> {
  const rows = db.collection<Row>('members');
  const isPresent = { emailKey: { $exists: true }, status: { $ne: 'left' } };
  const shared = rows.aggregate<{ _id: { organizationId: string; emailKey: string } }>(
    [
      { $match: isPresent },
      {
        $group: {
          _id: { organizationId: '$organizationId', emailKey: '$emailKey' },
          count: { $sum: 1 },
        },
      },
      { $match: { count: { $gt: 1 } } },
    ],
    { allowDiskUse: true },
  );
  for await (const { _id: address } of shared) {
    const found = await rows
      .find({ ...isPresent, ...address })
      .sort({ _id: 1 })
      .toArray();
    for (const { _id, version, email, emailKey, updatedAt } of found.slice(1)) {
      const wanted = { email: email as string, since: updatedAt as string };
      await rows.updateOne(
        { _id, version: version as number, conflict: { $exists: false } },
        { $set: { wanted, wantedKey: emailKey as string, conflict: 'open' } },
      );
    }
  }
}
