import { Fault, type FaultCode } from '#kernel/index.js';
import type { Reading, Readers, Records, Stored, Writers } from '#store/index.js';
import { getAll } from './whole-reads.js';

/** A collection whose records name their organization. */
type Owned = Stored & { readonly organizationId?: string };

/** Records of one organization by id. The id of another organization's record is as unknown as one that never was. */
export class TenantReader<R extends Owned> {
  constructor(
    private readonly reading: () => Pick<Reading<R>, 'get' | 'getMany'>,
    private readonly organizationId: string,
    private readonly missing: FaultCode,
  ) {}

  async get(id: string): Promise<R | undefined> {
    const record = await this.reading().get(id);
    return record?.organizationId === this.organizationId ? record : undefined;
  }

  /** The fault of the collection (`member.missing`, `space.missing` …) with the id, or with `details`. */
  async require(id: string, details: Readonly<Record<string, unknown>> = { id }): Promise<R> {
    const record = await this.get(id);
    if (record === undefined) throw new Fault(this.missing, details);
    return record;
  }

  /** Each once, a thousand to a question; in no particular order; those that are not the organization's are left out. */
  async getMany(ids: Iterable<string>): Promise<R[]> {
    const found = await getAll(this.reading(), ids);
    return found.filter(({ organizationId }) => organizationId === this.organizationId);
  }

  /** All of them, in the order of `ids`, each once. The fault of the collection for the first that is not there. */
  async requireMany(ids: Iterable<string>): Promise<R[]> {
    const wanted = [...new Set(ids)];
    const byId = new Map((await this.getMany(wanted)).map((record) => [record.id, record]));
    return wanted.map((id) => {
      const record = byId.get(id);
      if (record === undefined) throw new Fault(this.missing, { id });
      return record;
    });
  }
}

/** The collections that rules read by id, each with the fault that says that there is no such record. */
const MISSING = {
  members: 'member.missing',
  avatars: 'avatar.missing',
  connections: 'connection.missing',
  credentials: 'credential.not_found',
  apiKeys: 'credential.not_found',
  invitations: 'invitation.missing',
  joinRequests: 'join_request.missing',
  linkRequests: 'link_request.missing',
  domains: 'domain.missing',
  spaces: 'space.missing',
  products: 'product.missing',
  seats: 'seat.missing',
  tasks: 'task.missing',
  mails: 'mail.missing',
  ownershipOffers: 'ownership.missing',
  erasures: 'erasure.missing',
  massChanges: 'mass_change.missing',
  savedViews: 'view.missing',
} as const satisfies { readonly [Name in keyof Records]?: FaultCode };

export type TenantReaders = {
  readonly [Name in keyof typeof MISSING]: TenantReader<Records[Name]>;
};

type Readable = Pick<Readers | Writers, keyof typeof MISSING>;

const NAMES = Object.keys(MISSING) as (keyof typeof MISSING)[];

/** Readers over what is committed (`store.read`) or over a transaction, for one organization. A collection is made when it is asked. */
export function tenantReaders(reading: Readable, organizationId: string): TenantReaders {
  const readers: Record<string, TenantReader<Owned>> = {};
  for (const name of NAMES) {
    const collection = (): Pick<Reading<Owned>, 'get' | 'getMany'> => reading[name];
    readers[name] = new TenantReader(collection, organizationId, MISSING[name]);
  }
  return readers as TenantReaders;
}
