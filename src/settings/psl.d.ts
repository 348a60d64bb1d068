/** The package has types that its `exports` do not name. */
declare module 'psl' {
  interface ParsedDomain {
    /** whether a rule of the list names its suffix */
    readonly listed: boolean;
    /** the suffix with one label; null: the name is a public suffix itself */
    readonly domain: string | null;
  }
  export function parse(domain: string): ParsedDomain | { readonly error: object };
}
