/** URNs of RFC 7643 and 7644. They are written out here, because a client that shares the engine's constants shares its mistakes. */
export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const LIST_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const SEARCH_URN = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const BULK_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
export const CONFIG_URN = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

export type TypeName = 'User' | 'Group';

export const ENDPOINTS = { User: '/Users', Group: '/Groups' } as const;
export const CORE_URNS = { User: USER_URN, Group: GROUP_URN } as const;

export interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

export function patchBody(...operations: readonly Operation[]): object {
  return { schemas: [PATCH_URN], Operations: operations };
}
