import type { ImportColumn, ImportKey, ImportView, SheetLine } from '#core/index.js';
import { fold } from '#kernel/index.js';
import type { Member, Organization, TaskRow } from '#store/index.js';
import type { House } from './house.js';

export type Cells = { readonly [Key in ImportKey]?: string };

export function columnsFor(rows: readonly Cells[]): ImportColumn[] {
  const used = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...used].map((key) => ({ title: `The ${key}`, key: key as 'email' }));
}

export async function* linesOf(rows: readonly Cells[]): AsyncGenerator<SheetLine> {
  const columns = columnsFor(rows);
  for (const [index, row] of rows.entries()) {
    const cells = columns.map(({ title, key = 'email' }) => [title, row[key] ?? ''] as const);
    yield { row: index + 2, cells: new Map(cells), ragged: null };
  }
}

type Mode = ImportView['options']['mode'];

export interface Wanted {
  readonly mode?: Mode;
  readonly invite?: boolean;
  readonly dryRun?: boolean;
}

export const people = (count: number, from = 1): Cells[] =>
  Array.from({ length: count }, (_, index) => ({
    email: `user-${index + from}@example.com`,
    name: `User ${index + from}`,
  }));

export const NEVER = { aborted: false };

/** Everything that an import can do, spoken to as the door speaks to it. */
export class Desk {
  constructor(
    readonly house: House,
    readonly organization: Organization,
    readonly ctx = house.ctx(),
  ) {}

  upload(
    rows: readonly Cells[],
    { mode = 'add-or-update', invite = false, dryRun = true }: Wanted = {},
  ) {
    const input = { mode, invite, dryRun, columns: columnsFor(rows) };
    const { imports } = this.house.directory;
    return imports.create(this.ctx, this.organization.id, input, linesOf(rows));
  }

  async work(): Promise<void> {
    const { tasks } = this.house.directory;
    for (let more = true; more;) ({ more } = await tasks.runTasks(this.house.ctx(), NEVER));
  }

  async checked(rows: readonly Cells[], wanted?: Wanted): Promise<ImportView> {
    const { task } = await this.upload(rows, wanted);
    await this.work();
    return this.get(task.id);
  }

  get(id: string): Promise<ImportView> {
    return this.house.directory.imports.get(this.ctx, this.organization.id, id);
  }

  apply(id: string, release = {}): Promise<ImportView> {
    return this.house.directory.imports.apply(this.ctx, this.organization.id, id, release);
  }

  async done(rows: readonly Cells[], wanted?: Wanted, release = {}): Promise<ImportView> {
    const { task } = await this.checked(rows, wanted);
    await this.apply(task.id, release);
    await this.work();
    return this.get(task.id);
  }

  async rows(id: string): Promise<TaskRow[]> {
    const rows: TaskRow[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
      const { imports } = this.house.directory;
      const page = await imports.rows(this.ctx, this.organization.id, id, query);
      rows.push(...page.items);
      if (page.next === undefined) return rows;
      cursor = page.next;
    }
  }

  /** `2: The email is missing` */
  async problems(id: string): Promise<string[]> {
    const rows = await this.rows(id);
    return rows.flatMap(({ number, errors = [] }) =>
      errors.map(({ field, problem }) => `${number}: ${field} ${problem}`),
    );
  }

  async member(email: string): Promise<Member | undefined> {
    const all = await this.house.members(this.organization.id);
    return all.find(({ emailKey }) => emailKey === fold(email));
  }
}
