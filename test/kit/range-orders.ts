/** Attributes whose range orders a list for which the client asks no order (decision 0080). */
const ORDERED = ['displayName', 'externalId', 'meta.lastModified'];

/** The attributes of a filter by whose range its list may be ordered. */
export function rangePathsOf(filter: string): string[] {
  return ORDERED.filter((path) =>
    new RegExp(`(^|[^\\w.])${path.replace('.', '\\.')}\\s+(gt|ge|lt|le|sw)\\s`, 'i').test(filter),
  );
}
