import { all, compare, equals, oneOf, type JournalEntry, type Store } from '#store/index.js';
import { isIntact, journalTally } from '#core/tenancy/index.js';
import { ERASED_TYPE, remainderOf, type ErasedEntry } from './erase.js';

export interface Verification {
  readonly organizationId: string;
  /** lines looked at, and the sequences of the first and the last of them; 0 when there are none */
  readonly lines: number;
  readonly first: number;
  readonly last: number;
  /** lines up to this sequence were purged by retention; the remainder is linked to them */
  readonly purgedThrough?: number;
  /** the first place where the journal is not what was written; absent: everything is */
  readonly broken?: Break;
}

export interface Break {
  readonly sequence: number;
  /**
   * the line is not what was written, or what an erasure left of it; it is gone; it does not follow the one before; the end of the
   * journal is gone
   */
  readonly problem: 'changed' | 'missing' | 'unlinked' | 'cut';
}

const PAGE_SIZE = 500;

/**
 * Walks the journal in pages and holds each line against its hash and the one before. `from`: the sequence to begin with, whose
 * predecessor is trusted; without it the whole journal, whose beginning must be the first line or what `journal.purged` says.
 */
export async function verifyJournal(
  { read }: Store,
  organizationId: string,
  from = 1,
): Promise<Verification> {
  // asked first: what is written meanwhile lies behind it
  const end = await read.tallies.get(journalTally(organizationId));
  const chain = new ChainCheck(from);
  for (let after = from - 1; chain.broken === undefined;) {
    const entries = await pageAfter(read, organizationId, after);
    const erasures = await erasuresOf(read, organizationId, entries);
    for (const entry of entries) chain.add(entry, erasures);
    const last = entries.at(-1);
    if (last === undefined || entries.length < PAGE_SIZE) break;
    after = last.sequence;
  }
  const broken = chain.broken ?? chain.unexplainedGap() ?? findCutOff(chain, end, from);
  return {
    organizationId,
    lines: chain.entryCount,
    first: chain.first,
    last: chain.last,
    ...(chain.first > from && { purgedThrough: chain.first - 1 }),
    ...(broken && { broken }),
  };
}

async function pageAfter(
  read: Store['read'],
  organizationId: string,
  after: number,
): Promise<readonly JournalEntry[]> {
  const { records } = await read.journal.find({
    where: all(equals('organizationId', organizationId), compare('sequence', 'gt', after)),
    sort: [{ field: { column: 'sequence' } }],
    limit: PAGE_SIZE,
  });
  return records;
}

/** What is known of erasures for one page. */
interface Erasures {
  /** what `journal.erased` says of an entry of the page, by the sequence of the entry that was erased */
  readonly named: ReadonlyMap<number, ErasedEntry>;
  /** entries of the page that say `journal.erased` of a line that has its payload still, or again */
  readonly untrue: ReadonlySet<number>;
}

/** Read for each page: an erased line is explained by a later one, and a later one explains lines of any page before. */
async function erasuresOf(
  read: Store['read'],
  organizationId: string,
  page: readonly JournalEntry[],
): Promise<Erasures> {
  const named = new Map<number, ErasedEntry>();
  const erased = page.filter(({ erasedIn }) => erasedIn !== undefined);
  const sayings = await entriesAt(
    read,
    organizationId,
    erased.flatMap(({ erasedIn }) => erasedIn ?? []),
  );
  for (const { sequence, erasedIn = 0 } of erased) {
    const saying = sayings.get(erasedIn);
    const said = erasedIn > sequence && saying ? namedIn(saying) : [];
    const own = said.find((one) => one.sequence === sequence);
    if (own) named.set(sequence, own);
  }
  const untrue = new Set<number>();
  for (const saying of page) {
    const said = namedIn(saying);
    if (said.length === 0) continue;
    const lines = await entriesAt(
      read,
      organizationId,
      said.map(({ sequence }) => sequence),
    );
    const isFull = [...lines.values()].some(({ erasedIn = 0 }) => erasedIn < saying.sequence);
    if (isFull) untrue.add(saying.sequence);
  }
  return { named, untrue };
}

function namedIn({ type, after }: JournalEntry): readonly ErasedEntry[] {
  const entries: unknown = type === ERASED_TYPE ? after?.['entries'] : undefined;
  if (!Array.isArray(entries)) return [];
  return (entries as readonly (ErasedEntry | null)[])
    .flatMap((one) => one ?? [])
    .slice(0, PAGE_SIZE);
}

async function entriesAt(
  read: Store['read'],
  organizationId: string,
  sequences: readonly number[],
): Promise<Map<number, JournalEntry>> {
  const wanted = [...new Set(sequences)];
  if (wanted.length === 0) return new Map();
  const where = all(equals('organizationId', organizationId), oneOf('sequence', wanted));
  const { records } = await read.journal.find({ where, limit: PAGE_SIZE });
  return new Map(records.map((entry) => [entry.sequence, entry]));
}

/** As it was written, or as the erasure left it. */
function isKept(entry: JournalEntry, { named, untrue }: Erasures): boolean {
  if (untrue.has(entry.sequence)) return false;
  if (entry.erasedIn === undefined) return isIntact(entry);
  const said = named.get(entry.sequence);
  return said?.hash === entry.hash && said.remainder === remainderOf(entry);
}

function findCutOff({ last }: ChainCheck, end: number, from: number): Break | undefined {
  const reached = Math.max(last, from - 1);
  return reached < end ? { sequence: reached + 1, problem: 'cut' } : undefined;
}

class ChainCheck {
  entryCount = 0;
  first = 0;
  last = 0;
  broken: Break | undefined;
  #hash: string | undefined;
  /** hash that the first kept line follows, until a `journal.purged` says that it was so */
  #unexplainedHash: string | undefined;

  constructor(private readonly from: number) {}

  add(entry: JournalEntry, erasures: Erasures): void {
    if (this.broken) return;
    const { sequence, previous, hash } = entry;
    const problem = this.#problemOf(entry, erasures);
    if (problem) {
      this.broken = { sequence: problem === 'missing' ? this.last + 1 : sequence, problem };
      return;
    }
    if (this.entryCount === 0) {
      this.first = sequence;
      if (sequence > this.from) this.#unexplainedHash = previous;
    }
    if (entry.type === 'journal.purged') this.#explainGap(entry);
    this.entryCount += 1;
    this.last = sequence;
    this.#hash = hash;
  }

  #problemOf(entry: JournalEntry, erasures: Erasures): Break['problem'] | undefined {
    const { sequence, previous } = entry;
    if (this.entryCount > 0 && sequence !== this.last + 1) return 'missing';
    if (!isKept(entry, erasures)) return 'changed';
    const before = sequence === 1 ? '' : this.#hash;
    return before !== undefined && previous !== before ? 'unlinked' : undefined;
  }

  #explainGap({ after }: JournalEntry): void {
    const isExplained =
      after?.['through'] === this.first - 1 && after['hash'] === this.#unexplainedHash;
    if (isExplained) this.#unexplainedHash = undefined;
  }

  /** The beginning is missing, and no purge removed it. */
  unexplainedGap(): Break | undefined {
    if (this.#unexplainedHash === undefined) return undefined;
    return { sequence: this.first - 1, problem: 'missing' };
  }
}
