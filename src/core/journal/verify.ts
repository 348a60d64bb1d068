import { equals, type JournalLine, type Store, type Term } from '#store/index.js';
import { isIntact, journalTally } from '#core/tenancy/index.js';

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
  /** the line is not what was written; it is gone; it does not follow the one before; the end of the journal is gone */
  readonly problem: 'changed' | 'missing' | 'unlinked' | 'cut';
}

const PAGE = 500;

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
  const walk = new Walk(from);
  for (let after = from - 1; walk.broken === undefined;) {
    const lines = await pageAfter(read, organizationId, after);
    for (const line of lines) walk.take(line);
    const last = lines.at(-1);
    if (last === undefined || lines.length < PAGE) break;
    after = last.sequence;
  }
  const broken = walk.broken ?? walk.unexplained() ?? cutOff(walk, end, from);
  return {
    organizationId,
    lines: walk.lines,
    first: walk.first,
    last: walk.last,
    ...(walk.first > from && { purgedThrough: walk.first - 1 }),
    ...(broken && { broken }),
  };
}

async function pageAfter(
  read: Store['read'],
  organizationId: string,
  after: number,
): Promise<readonly JournalLine[]> {
  const later: Term = {
    kind: 'compare',
    field: { column: 'sequence' },
    operator: 'gt',
    value: after,
  };
  const { records } = await read.journal.find({
    where: { kind: 'all', terms: [equals('organizationId', organizationId), later] },
    sort: [{ field: { column: 'sequence' } }],
    limit: PAGE,
  });
  return records;
}

function cutOff({ last }: Walk, end: number, from: number): Break | undefined {
  const reached = Math.max(last, from - 1);
  return reached < end ? { sequence: reached + 1, problem: 'cut' } : undefined;
}

class Walk {
  lines = 0;
  first = 0;
  last = 0;
  broken: Break | undefined;
  #hash: string | undefined;
  /** hash that the first kept line follows, until a `journal.purged` says that it was so */
  #owed: string | undefined;

  constructor(private readonly from: number) {}

  take(line: JournalLine): void {
    if (this.broken) return;
    const { sequence, previous, hash } = line;
    const problem = this.#problemOf(line);
    if (problem) {
      this.broken = { sequence: problem === 'missing' ? this.last + 1 : sequence, problem };
      return;
    }
    if (this.lines === 0) {
      this.first = sequence;
      if (sequence > this.from) this.#owed = previous;
    }
    if (line.type === 'journal.purged') this.#explain(line);
    this.lines += 1;
    this.last = sequence;
    this.#hash = hash;
  }

  #problemOf(line: JournalLine): Break['problem'] | undefined {
    const { sequence, previous } = line;
    if (this.lines > 0 && sequence !== this.last + 1) return 'missing';
    if (!isIntact(line)) return 'changed';
    const before = sequence === 1 ? '' : this.#hash;
    return before !== undefined && previous !== before ? 'unlinked' : undefined;
  }

  #explain({ after }: JournalLine): void {
    const told = after?.['through'] === this.first - 1 && after['hash'] === this.#owed;
    if (told) this.#owed = undefined;
  }

  /** The beginning is gone, and nobody purged it. */
  unexplained(): Break | undefined {
    if (this.#owed === undefined) return undefined;
    return { sequence: this.first - 1, problem: 'missing' };
  }
}
