/** A list or an object with other values; the very same one where no value is another. Undefined takes a property away. */
export function withValues<T extends object>(
  object: T,
  change: (value: unknown, name: string) => unknown,
): T {
  if (Array.isArray(object)) {
    const list = object.map((one: unknown) => change(one, ''));
    return list.some((one, at) => one !== object[at]) ? (list as unknown as T) : object;
  }
  const known = object as Readonly<Record<string, unknown>>;
  const names = Object.keys(known);
  let entries: (readonly [string, unknown])[] | undefined;
  for (const [at, name] of names.entries()) {
    const before = known[name];
    const after = change(before, name);
    if (after !== before || after === undefined) {
      entries ??= names.slice(0, at).map((one) => [one, known[one]]);
    }
    if (after !== undefined) entries?.push([name, after]);
  }
  return entries ? (Object.fromEntries(entries) as T) : object;
}
