/** Owns faults, the clock, ids, letter case, names, addresses, languages and the context of a call; never knows what Muster is for. */
export { withValues } from './changed-values.js';
export {
  addressKey,
  domainOf,
  maskedAddress,
  problemOfAddress,
  readAddress,
  readableAddress,
  toDomain,
} from './addresses.js';
export { FAULTS, Fault, isFault } from './fault.js';
export { FIELD_RULES } from './field-problems.js';
export type { FieldProblem, FieldRule } from './field-problems.js';
export type { FaultCode, FaultKind } from './fault.js';
export { instant, systemClock } from './clock.js';
export type { Clock, Instant } from './clock.js';
export {
  ACTOR_KINDS,
  actingMemberIdOf,
  actorKeyOf,
  isPerson,
  NO_AUTHORITY,
  FULL_AUTHORITY,
} from './context.js';
export type { Actor, Authority, Context } from './context.js';
export { foldCase } from './fold.js';
export { lowestIdAt, newId, newIdAt, newTraceId, randomSalt, randomText, timeOfId } from './id.js';
export { acceptedLanguages, LOCALES, nearestLocale, type Locale } from './locales.js';
export { errorChainOf, createLog, silentLog, withoutTokens } from './log.js';
export type { Log } from './log.js';
export {
  MAX_DESCRIPTION_LENGTH,
  MAX_NAME_LENGTH,
  MAX_NAME_PART_LENGTH,
  MAX_TITLE_LENGTH,
  problemOfName,
  problemOfText,
  readName,
  readNamePart,
  readText,
  toName,
} from './names.js';
export type { NamePart } from './names.js';
export { untilSignal } from './signals.js';
export { noTracer } from './tracer.js';
export type { NewSpan, Span, Tracer } from './tracer.js';
export { decodeCursor, encodeCursor } from './page.js';
export type { Page } from './page.js';
