import { collection, type Stored } from './record.js';

/** One row of a task: what was asked, and what became of it. */
export interface TaskRow extends Stored {
  readonly taskId: string;
  /** 1, 2, 3 …; for an import the row of the sheet as people see it */
  readonly number: number;
  readonly status: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
  /** whom an import's row is about: the folded address, on the first row of the task that has it */
  readonly key?: string;
  /** the folded address in the input, else `id:` and the id of a member without one: an erasure finds the row by it */
  readonly address?: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** fault code, and the cells that are wrong */
  readonly code?: string;
  readonly errors?: readonly {
    readonly field: string;
    /** in English; of an import `text` and `values` say it in other languages */
    readonly problem: string;
    readonly text?: string;
    readonly values?: Readonly<Record<string, string>>;
  }[];
  /** public figures of the fault */
  readonly details?: Readonly<Record<string, unknown>>;
  /** ids of what was made */
  readonly result?: Readonly<Record<string, unknown>>;
}

export const taskRows = collection<TaskRow>({
  name: 'task-rows',
  columns: { taskId: 'text', number: 'integer', status: 'shared', key: 'text', address: 'text' },
  required: ['taskId', 'number', 'status'],
  unique: [
    { name: 'number', on: ['taskId', 'number'] },
    { name: 'key', on: ['taskId', 'key'], present: 'key' },
  ],
  indexes: [
    { name: 'status', on: ['taskId', 'status', 'number'] },
    { name: 'address', on: ['address'], present: 'address' },
  ],
});
