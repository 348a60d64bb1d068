import type { ImportColumn, ImportKey, ImportView, SheetLine } from '#core/index.js';
import { foldCase } from '#kernel/index.js';
import type { Member, Organization, TaskRow } from '#store/index.js';
import type { TestApplication } from './application.js';

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

export interface UploadOptions {
  readonly mode?: Mode;
  readonly invite?: boolean;
  readonly dryRun?: boolean;
}

export const people = (count: number, from = 1): Cells[] =>
  Array.from({ length: count }, (_, index) => ({
    email: `user-${index + from}@example.com`,
    name: `User ${index + from}`,
  }));

export const NEVER_ABORTED = { aborted: false };

/** Everything that an import can do, spoken to as the door speaks to it. */
export class Importer {
  constructor(
    readonly house: TestApplication,
    readonly organization: Organization,
    readonly ctx = house.ctx(),
  ) {}

  upload(
    rows: readonly Cells[],
    { mode = 'add-or-update', invite = false, dryRun = true }: UploadOptions = {},
  ) {
    const input = { mode, invite, dryRun, columns: columnsFor(rows) };
    const { imports } = this.house.core;
    return imports.create(this.ctx, this.organization.id, input, linesOf(rows));
  }

  async runTasks(): Promise<void> {
    const { tasks } = this.house.core;
    for (let more = true; more;) ({ more } = await tasks.runTasks(this.house.ctx(), NEVER_ABORTED));
  }

  async uploadAndCheck(rows: readonly Cells[], options?: UploadOptions): Promise<ImportView> {
    const { task } = await this.upload(rows, options);
    await this.runTasks();
    return this.get(task.id);
  }

  get(id: string): Promise<ImportView> {
    return this.house.core.imports.get(this.ctx, this.organization.id, id);
  }

  apply(id: string, release = {}): Promise<ImportView> {
    return this.house.core.imports.apply(this.ctx, this.organization.id, id, release);
  }

  async uploadAndApply(
    rows: readonly Cells[],
    options?: UploadOptions,
    release = {},
  ): Promise<ImportView> {
    const { task } = await this.uploadAndCheck(rows, options);
    await this.apply(task.id, release);
    await this.runTasks();
    return this.get(task.id);
  }

  async rows(id: string): Promise<TaskRow[]> {
    const rows: TaskRow[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
      const { imports } = this.house.core;
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
    return all.find(({ emailKey }) => emailKey === foldCase(email));
  }
}
