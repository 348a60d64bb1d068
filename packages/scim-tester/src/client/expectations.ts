import type { Answer } from './exchanges.js';
import { at, excerpt, isObject, isUnassigned, listAt, textAt } from './json.js';
import { CORE_URNS, ENDPOINTS, ERROR_URN, LIST_URN, type TypeName } from './messages.js';

/** One way in which an answer is not what it should be. */
export interface Problem {
  readonly expected: string;
  readonly came: string;
}

export function problem(expected: string, came: unknown): Problem {
  return { expected, came: excerpt(came) };
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const SCIM_JSON = /^application\/scim\+json(\s*;\s*charset=("?)utf-8\2)?$/i;
const ANY_JSON = /^application\/(scim\+)?json(\s*;\s*charset=("?)utf-8\3)?$/i;

/** The status is one of those, and a body has the media type that the client takes (RFC 7644 section 3.8). */
export function statusProblems(
  answer: Answer,
  statuses: readonly number[],
  media: 'scim' | 'any' = 'scim',
): Problem[] {
  const problems: Problem[] = [];
  if (answer.failure !== undefined) return [problem('an answer', answer.failure)];
  if (!statuses.includes(answer.status))
    problems.push(problem(`status ${statuses.join(' or ')}`, `${answer.status} ${answer.text}`));
  const type = answer.headers.get('content-type') ?? 'no Content-Type';
  if (answer.text !== '') {
    const mediaType = media === 'scim' ? SCIM_JSON : ANY_JSON;
    if (!mediaType.test(type)) problems.push(problem('Content-Type application/scim+json', type));
    if (answer.json === undefined) problems.push(problem('a JSON body', answer.text));
  }
  if (answer.status === 204 && answer.text !== '')
    problems.push(problem('no body with 204', answer.text));
  return problems;
}

/** A SCIM Error of that status (RFC 7644 section 3.12). */
export function errorProblems(
  answer: Answer,
  statuses: readonly number[],
  scimTypes: readonly string[] = [],
): Problem[] {
  const problems = statusProblems(answer, statuses);
  if (answer.failure !== undefined) return problems;
  if (!listAt(answer.json, 'schemas').includes(ERROR_URN))
    problems.push(problem(`schemas [${ERROR_URN}]`, answer.text));
  const status = at(answer.json, 'status');
  if (status !== String(answer.status))
    problems.push(problem(`status "${answer.status}", a string equal to the HTTP status`, status));
  const scimType = at(answer.json, 'scimType');
  if (scimTypes.length > 0 && !scimTypes.includes(String(scimType)))
    problems.push(problem(`scimType ${scimTypes.join(' or ')}`, scimType));
  return problems;
}

/** A ListResponse whose numbers are integers and agree with its rows (RFC 7644 section 3.4.2). */
export function listProblems(answer: Answer, media: 'scim' | 'any' = 'scim'): Problem[] {
  const problems = statusProblems(answer, [200], media);
  if (problems.length > 0) return problems;
  const { json } = answer;
  if (!listAt(json, 'schemas').includes(LIST_URN))
    problems.push(problem(`schemas [${LIST_URN}]`, at(json, 'schemas')));
  for (const name of ['totalResults', 'startIndex', 'itemsPerPage']) {
    if (!Number.isInteger(at(json, name)))
      problems.push(problem(`${name}, a JSON integer`, at(json, name)));
  }
  const rows = at(json, 'Resources');
  if (rows !== undefined && !Array.isArray(rows))
    problems.push(problem('Resources, an array', rows));
  const count = listAt(json, 'Resources').length;
  if (at(json, 'itemsPerPage') !== count)
    problems.push(problem(`itemsPerPage ${count}, the rows returned`, at(json, 'itemsPerPage')));
  const total = at(json, 'totalResults');
  if (typeof total === 'number' && total < count)
    problems.push(problem('totalResults not less than the rows', total));
  return problems;
}

/** A complete resource: id, schemas, meta (RFC 7643 section 3). */
export function resourceProblems(resource: unknown, type: TypeName): Problem[] {
  const problems: Problem[] = [];
  if (!isObject(resource)) return [problem(`a ${type}`, resource)];
  const id = textAt(resource, 'id');
  if (id === '' || id.includes('bulkId')) problems.push(problem('id, a text', resource['id']));
  if (!listAt(resource, 'schemas').includes(CORE_URNS[type]))
    problems.push(problem(`schemas with ${CORE_URNS[type]}`, resource['schemas']));
  if (at(resource, 'meta', 'resourceType') !== type)
    problems.push(problem(`meta.resourceType "${type}"`, at(resource, 'meta', 'resourceType')));
  const location = textAt(resource, 'meta', 'location');
  const tail = `${ENDPOINTS[type]}/${encodeURIComponent(id)}`;
  if (!/^https?:\/\//.test(location) || !location.endsWith(tail))
    problems.push(problem(`meta.location, an absolute URL that ends in ${tail}`, location));
  for (const name of ['created', 'lastModified']) {
    if (!DATE_TIME.test(textAt(resource, 'meta', name)))
      problems.push(problem(`meta.${name}, a date-time with zone`, at(resource, 'meta', name)));
  }
  if ('password' in resource) problems.push(problem('no password in any answer', 'password'));
  return problems;
}

/** `ETag` and `meta.version`, where there are both, say the same (RFC 7644 section 3.14). */
export function versionProblems(answer: Answer): Problem[] {
  const etag = answer.headers.get('etag');
  const version = at(answer.json, 'meta', 'version');
  if (etag === undefined || version === undefined || etag === version) return [];
  return [problem(`ETag ${excerpt(version)}, the same as meta.version`, etag)];
}

/** The answer to a create: 201, Location, and a resource that was made just now (RFC 7644 section 3.3). */
export function creationProblems(
  answer: Answer,
  type: TypeName,
  media: 'scim' | 'any' = 'scim',
): Problem[] {
  const problems = statusProblems(answer, [201], media);
  if (problems.length > 0) return problems;
  problems.push(...resourceProblems(answer.json, type), ...versionProblems(answer));
  const location = at(answer.json, 'meta', 'location');
  if (answer.headers.get('location') !== location)
    problems.push(problem(`Location ${excerpt(location)}`, answer.headers.get('location')));
  const created = at(answer.json, 'meta', 'created');
  if (created !== at(answer.json, 'meta', 'lastModified'))
    problems.push(problem('meta.created equal to meta.lastModified', at(answer.json, 'meta')));
  return problems;
}

/** What servers do not return, or what other checks cover better. */
const NOT_ECHOED = new Set(['schemas', 'id', 'meta', 'groups', 'password', 'members']);

/** Everything that was sent and has a value is there, under any letter case of names; booleans may have been strings. */
export function echoProblems(sent: unknown, got: unknown, path = ''): Problem[] {
  if (isUnassigned(sent)) return [];
  if (isObject(sent)) {
    const found = new Map(
      Object.entries(isObject(got) ? got : {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return Object.entries(sent)
      .filter(([name]) => path !== '' || !NOT_ECHOED.has(name))
      .flatMap(([name, value]) => {
        const below = path === '' ? name : `${path}.${name}`;
        return echoProblems(value, found.get(name.toLowerCase()), below);
      });
  }
  if (Array.isArray(sent)) {
    const rows = Array.isArray(got) ? got : [];
    const missing = sent.filter(
      (one) => !rows.some((row) => echoProblems(one, row, path).length === 0),
    );
    return missing.map((one) => problem(`${path} with ${excerpt(one)}`, got));
  }
  return sameValue(sent, got) ? [] : [problem(`${path} ${JSON.stringify(sent)}`, got)];
}

function sameValue(sent: unknown, got: unknown): boolean {
  if (sent === got) return true;
  return typeof got === 'boolean' && typeof sent === 'string' && sent.toLowerCase() === String(got);
}
