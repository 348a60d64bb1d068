/** Where a row leads. An address with a query of its own says all of it; to another one the search of the list goes along. */
export function linkPlace(address: string): { readonly to: string; readonly search: never } {
  const [to = '', query] = address.split('?');
  const search = query === undefined ? true : Object.fromEntries(new URLSearchParams(query));
  return { to, search: search as never };
}
