import {
  all,
  equals,
  type ColumnQuery,
  type ColumnValues,
  type FewQuery,
  type Query,
  type QueryResult,
  type Searchable,
  type Stored,
  type Term,
  type Writing,
  keptOf,
  type Kept,
  type Part,
} from '#store/index.js';
import type { Table } from './collections.js';
import { linkedTerms } from './terms.js';
import { PendingRows, asKept, type PendingRow } from './pending-rows.js';
import { isOverlaid, overlaid } from './overlaid-pages.js';

/** Looked for before they are inserted, all at once; more are written directly. */
const MAX_LOOKED_FOR_COUNT = 20;
/** Removed one by one in memory; more are removed by the database. */
const MAX_REMOVED_COUNT = 100;

/** Where the writes of a buffer go, and what else is known of its collection. */
export interface Below {
  readonly table: Table;
  /** answers what the writes below say */
  readonly reading: Writing<Stored>;
  /** the record below, where it was read or written */
  known(id: string): Stored | undefined;
  /** takes what waits, as a whole and in its order */
  take(rows: readonly PendingRow[]): Promise<void>;
  /** before each read, write and each sending: throws when the transaction is over */
  before(): void;
  /** what waits is about to leave the buffer before its change has ended */
  leaving(): void;
  /** what waits in these collections is sent, because a question is about them, too */
  sendOthers(collections: readonly string[]): Promise<void>;
}

/**
 * The writes of one collection wait in memory. A question is answered from below and from what waits, together; where only the database can
 * say what waits is about, it is sent first. That a key is taken, or a record changed, is heard when it is sent.
 */
export class BufferedRows implements Writing<Stored> {
  readonly #pending: PendingRows;

  constructor(private readonly below: Below) {
    this.#pending = new PendingRows(below.table.declaration, (id) => below.known(id));
  }

  /** of the collection */
  get name(): string {
    return this.below.table.declaration.name;
  }

  /** The record as the buffer has it, where that is known. */
  known(id: string): Stored | undefined {
    const row = this.#pending.get(id);
    return row ? row.record : this.below.known(id);
  }

  /** Hands down what waits. */
  async send(): Promise<void> {
    const rows = this.#pending.take();
    if (rows.length > 0) await this.below.take(rows);
  }

  /** Hands down what waits, before the change has ended. */
  async sendEarly(): Promise<void> {
    if (this.#pending.size === 0) return;
    this.below.leaving();
    await this.send();
  }

  /** Takes what waits in the buffer of a change. */
  async add(rows: readonly PendingRow[]): Promise<void> {
    for (const row of rows) {
      if (this.#pending.add(row)) continue;
      await this.sendEarly();
      this.#pending.add(row);
    }
  }

  async insert(record: Stored, searchable?: Searchable): Promise<void> {
    await this.#write({ id: record.id, kind: 'insert', record, ...(searchable && { searchable }) });
  }

  async update(record: Stored, searchable?: Searchable): Promise<void> {
    const { id, version } = record;
    const base = version - 1;
    await this.#write({ id, kind: 'update', base, record, ...(searchable && { searchable }) });
  }

  async remove(id: string, version?: number): Promise<void> {
    await this.#write({ id, kind: 'remove', ...(version !== undefined && { base: version }) });
  }

  async get(id: string): Promise<Stored | undefined> {
    this.below.before();
    const row = this.#pending.get(id);
    if (row) return row.record && asKept(row.record);
    return this.below.reading.get(id);
  }

  async getMany(ids: readonly string[]): Promise<Stored[]> {
    this.below.before();
    const rows = ids.flatMap((id) => this.#pending.get(id) ?? []);
    if (rows.length === 0) return this.below.reading.getMany(ids);
    const own = rows.flatMap(({ record }) => (record ? asKept(record) : []));
    const others = ids.filter((id) => this.#pending.get(id) === undefined);
    return [...own, ...(await this.below.reading.getMany(others))];
  }

  async first(where: Term): Promise<Stored | undefined> {
    return (await this.find({ where, limit: 1 })).records[0];
  }

  async find(query: Query): Promise<QueryResult<Stored>> {
    this.below.before();
    const { declaration } = this.below.table;
    const concerned = this.#concerned(query.where);
    if (concerned?.length === 0) return this.below.reading.find(query);
    if (concerned && isOverlaid(declaration, query)) {
      const found = overlaid(await this.below.reading.find(query), concerned, {
        declaration,
        query,
      });
      if (found) return found;
    }
    return (await this.#sent(query.where)).find(query);
  }

  async count(where: Term, limit?: number): Promise<number> {
    this.below.before();
    const concerned = this.#concerned(where);
    if (concerned?.length === 0) return this.below.reading.count(where, limit);
    if (concerned?.every(({ wasFound }) => wasFound !== undefined) && limit === undefined) {
      const below = await this.below.reading.count(where);
      const more = concerned.filter(({ found }) => found).length;
      return below + more - concerned.filter(({ wasFound }) => wasFound).length;
    }
    return (await this.#sent(where)).count(where, limit);
  }

  async columns(query: ColumnQuery): Promise<ColumnValues[]> {
    const joined = query.joined ? [query.joined.collection] : [];
    return (await this.#unconcerned(query.where, joined)).columns(query);
  }

  async few(query: FewQuery): Promise<string[] | undefined> {
    return (await this.#unconcerned(query.where)).few(query);
  }

  /** Nothing is listed with it: whoever needs that asks for it. */
  async getKept(id: string): Promise<Kept<Stored> | undefined> {
    const record = await this.get(id);
    return record && keptOf(this.below.table.declaration, record);
  }

  async findKept(query: Query, part?: Part): Promise<QueryResult<Kept<Stored>>> {
    const { listed } = part ?? {};
    const others = listed === undefined ? [] : [listed.collection, listed.named.collection];
    return (await this.#unconcerned(query.where, others)).findKept(query, part);
  }

  async insertMissing(records: readonly Stored[]): Promise<string[]> {
    const terms = records.map((record) => this.#claims(record));
    if (records.length > MAX_LOOKED_FOR_COUNT || terms.includes(undefined)) {
      return (await this.#allSent()).insertMissing(records);
    }
    const looks = terms.map(async (claims = []) => {
      const holders = await Promise.all(claims.map((where) => this.first(where)));
      return holders.some((holder) => holder !== undefined);
    });
    const taken = await Promise.all(looks);
    const seen = new Set<string>();
    const inserted: string[] = [];
    for (const [index, record] of records.entries()) {
      const claims = [record.id, ...(terms[index] ?? []).map((where) => JSON.stringify(where))];
      if (taken[index] || claims.some((claim) => seen.has(claim))) continue;
      for (const claim of claims) seen.add(claim);
      await this.insert(record);
      inserted.push(record.id);
    }
    return inserted;
  }

  async removeWhere(where: Term): Promise<string[]> {
    const asked = idsOf(where);
    if (asked && asked.length <= MAX_REMOVED_COUNT) {
      const found = await Promise.all(asked.map((id) => this.get(id)));
      return this.#removeAll(found.flatMap((record) => record ?? []));
    }
    const { records } = await this.find({ where, limit: MAX_REMOVED_COUNT + 1 });
    if (records.length <= MAX_REMOVED_COUNT) return this.#removeAll(records);
    return (await this.#allSent()).removeWhere(where);
  }

  async setWhere(where: Term, column: string, value: string | number | boolean): Promise<number> {
    this.below.before();
    await this.below.sendOthers(linkedTerms(where).map(({ collection }) => collection));
    return (await this.#allSent()).setWhere(where, column, value);
  }

  async #write(row: PendingRow): Promise<void> {
    this.below.before();
    if (this.#pending.add(row)) return;
    await this.sendEarly();
    this.#pending.add(row);
  }

  async #removeAll(records: readonly Stored[]): Promise<string[]> {
    for (const { id } of records) await this.remove(id);
    return records.map(({ id }) => id);
  }

  /** Terms by which the record would be found in place of another one; undefined where a key holds nothing. */
  #claims(record: Stored): Term[] | undefined {
    const claims: Term[] = [];
    for (const { on, present } of this.below.table.declaration.unique) {
      if (present && record[present] === undefined) continue;
      const values = on.map((column) => record[column]);
      if (values.includes(undefined as never)) return undefined;
      claims.push(all(...on.map((column) => equals(column, record[column]))));
    }
    return claims;
  }

  #concerned(where: Term) {
    const isAboutOthers = linkedTerms(where).length > 0;
    return isAboutOthers ? undefined : this.#pending.concerned(where);
  }

  /** Where a question goes that can not be answered from what waits. */
  async #unconcerned(where: Term, others: readonly string[] = []): Promise<Writing<Stored>> {
    this.below.before();
    await this.below.sendOthers(others);
    if (this.#concerned(where)?.length === 0) return this.below.reading;
    return this.#sent(where);
  }

  async #sent(where: Term): Promise<Writing<Stored>> {
    await this.below.sendOthers(linkedTerms(where).map(({ collection }) => collection));
    await this.sendEarly();
    return this.below.reading;
  }

  /** Before a write that goes to the database at once, and leaves the buffer with it. */
  async #allSent(): Promise<Writing<Stored>> {
    this.below.before();
    this.below.leaving();
    await this.send();
    return this.below.reading;
  }
}

/** The ids that a term asks for, where it asks for nothing else. */
function idsOf(where: Term): string[] | undefined {
  if (where.kind !== 'in' || !('column' in where.field) || where.field.column !== 'id') {
    return undefined;
  }
  return where.values.filter((value) => typeof value === 'string');
}
