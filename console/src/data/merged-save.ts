import { isConflict } from './problems.js';

interface Merging<R extends { readonly version?: number }, C extends object> {
  /** as the form was opened with it */
  readonly base: R;
  /** the fields that were changed, and no others */
  readonly changes: C;
  readonly read: () => Promise<R>;
  readonly write: (changes: C, version: number) => Promise<R>;
}

/**
 * Saves a small form. A newer version that differs in other fields is merged without a question; one that differs in the same field refuses
 * the form with the server's sentence (console D1).
 */
export async function mergedSave<R extends { readonly version?: number }, C extends object>({
  base,
  changes,
  read,
  write,
}: Merging<R, C>): Promise<R> {
  if (Object.keys(changes).length === 0) return base;
  try {
    return await write(changes, base.version ?? 0);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const now = await read();
    const valueOf = (record: R, field: string): string =>
      JSON.stringify((record as Readonly<Record<string, unknown>>)[field] ?? null);
    const isTouched = Object.keys(changes).some((one) => valueOf(base, one) !== valueOf(now, one));
    if (isTouched) throw error;
    return write(changes, now.version ?? 0);
  }
}
