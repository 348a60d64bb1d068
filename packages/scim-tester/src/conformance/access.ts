/** Tokens beside the one that is tested with, for what one token cannot show. */
export interface Access {
  /** reads users and groups, and may write nothing */
  readonly readOnly?: string;
  /** another tenant of the same service, empty or not */
  readonly otherTenant?: { readonly url: string; readonly token: string };
  /** a second token of the same tenant: two are good at a time while they are rotated */
  readonly second?: string;
  /** was good, and was revoked */
  readonly revoked?: string;
  /** was good, and ran out */
  readonly expired?: string;
}
