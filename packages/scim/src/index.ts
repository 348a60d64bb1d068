/**
 * The SCIM 2.0 engine: owns what RFC 7643, 7644 and 9865 say and what identity providers send
 * instead; never knows an organization, a database, HTTP, a package, or what time it is.
 */
export {
  ERROR_URN,
  ScimError,
  errorBody,
  badRequest,
  type ErrorBody,
  type ScimType,
} from './error.js';
export {
  entityTag,
  matchesVersion,
  meetsPrecondition,
  parseEntityTags,
  preconditionOf,
} from './etag.js';
export type { ScimBody, ScimRequest, ScimResponse } from './exchange.js';
export type { AttributePath, CompareOperator, Filter, Literal } from './filter/ast.js';
export { checkElementFilter, checkFilter, findInResource } from './filter/check.js';
export { parseDateTime } from './filter/date-time.js';
export { filterCost, MAX_FILTER_COST } from './filter/cost.js';
export { elementTest, evaluate, evaluateElement } from './filter/evaluate.js';
export { compareText, foldCase } from './filter/fold-case.js';
export { FILTER_LIMITS, parseFilter } from './filter/parse.js';
export { printFilter } from './filter/print.js';
export { leafOf, type ResolvedFilter, type ResolvedPath } from './filter/resolved.js';
export { applyPatch, type Applied } from './patch/apply.js';
export { splitMembers, type MemberChange, type MemberReference } from './patch/members.js';
export type { PatchOperation, Target } from './patch/operation.js';
export { LongValues } from './long-values.js';
export { PATCH_OP_URN, parsePatch } from './patch/parse.js';
export { formatAttributePath, parseAttributePath } from './path/attribute-path.js';
export { EVERYTHING, project, wants } from './projection.js';
export { quotedText } from './quoted-texts.js';
export {
  PROVIDER_LIMITS,
  createProvider,
  type BulkOperationRunner,
  type Identified,
  type Provider,
  type ProviderLimits,
  type ProviderOptions,
} from './provider.js';
export { applyReplacement, readReplacement, type Replacement } from './replacement.js';
export type {
  ExtensionText,
  Listing,
  Precondition,
  Query,
  RequestSubject,
  ResourceHandler,
  ResourceText,
  ResourceTexts,
  ScimContext,
  Selection,
  Sort,
} from './resource-handler.js';
export { errorResponse, bodyText } from './responses.js';
export { METHODS, type Route } from './routes.js';
export {
  subAttribute,
  type AttributeDefinition,
  type AttributeType,
  type Compatibility,
  type Resource,
  type ResourceType,
  type ResourceTypeDefinition,
  type SchemaDefinition,
} from './schema/definition.js';
export { ENTERPRISE_USER_URN } from './schema/enterprise-user.js';
export { GROUP_URN } from './schema/group.js';
export { SchemaError } from './schema/problems.js';
export { createRegistry, type Registry, type RegistryExtras } from './schema/registry.js';
export { USER_URN } from './schema/user.js';
export { canonical, schemasOf } from './schema/validate.js';
export { lenientDialects, type Dialect } from './dialects/index.js';
