import { describe, expect, test } from '@jest/globals';
import { ScimError } from '../src/error.js';
import {
  listResponse,
  parseListParameters,
  parseSearchRequest,
  SEARCH_REQUEST_URN,
} from '../src/list.js';

const LIMITS = { default: 100, max: 1000 };

function list(query: string) {
  return parseListParameters(new URLSearchParams(query), LIMITS);
}

function search(body: unknown) {
  return parseSearchRequest(body, LIMITS);
}

function refusal(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof ScimError) return [error.status, error.scimType];
    throw error;
  }
  return 'accepted';
}

describe('list parameters', () => {
  test('row 50: without count a page has the default size', () => {
    expect(list('')).toEqual({ startIndex: 1, count: 100, descending: false });
  });

  test.each([
    ['startIndex=0', 1],
    ['startIndex=-5', 1],
    ['startIndex=7', 7],
    ['startIndex=', 1],
    ['startIndex=99999999999999999999999', Number.MAX_SAFE_INTEGER],
  ])('row 47: %s starts at %d', (query, startIndex) => {
    expect(list(query).startIndex).toBe(startIndex);
  });

  test.each([
    ['count=0', 0],
    ['count=-1', 0],
    ['count=5000', 1000],
    ['count=20', 20],
  ])('row 47: %s gives a page of %d', (query, count) => {
    expect(list(query).count).toBe(count);
  });

  test.each(['count=ten', 'startIndex=x', 'count=1.5', 'count=1e3', 'count=0x10'])(
    'row 48: %s is refused',
    (query) => {
      expect(refusal(() => list(query))).toEqual([400, 'invalidValue']);
    },
  );

  test('row 51: sortBy and sortOrder in any case', () => {
    expect(list('sortBy=name.familyName&sortOrder=Descending')).toMatchObject({
      sortBy: { name: 'name', sub: 'familyName' },
      descending: true,
    });
  });

  test('row 52: another sortOrder and a bad sortBy are refused', () => {
    expect(refusal(() => list('sortOrder=bogus'))).toEqual([400, 'invalidValue']);
    expect(refusal(() => list('sortBy=..'))).toEqual([400, 'invalidValue']);
  });

  test('row 54: the empty cursor is the first page; startIndex beside it says nothing', () => {
    expect(list('cursor&count=2&startIndex=9')).toEqual({
      startIndex: 1,
      count: 2,
      cursor: '',
      descending: false,
    });
    expect(list('cursor=a.b-c_d~1').cursor).toBe('a.b-c_d~1');
  });

  test('row 54: a cursor with foreign characters or given twice is invalidCursor', () => {
    expect(refusal(() => list('cursor=%3Cx%3E'))).toEqual([400, 'invalidCursor']);
    expect(refusal(() => list('cursor=a&cursor=b'))).toEqual([400, 'invalidCursor']);
  });

  test('row 54: with a cursor a bad count is invalidCount and a large one is capped', () => {
    expect(refusal(() => list('cursor=&count=-1'))).toEqual([400, 'invalidCount']);
    expect(refusal(() => list('cursor=&count=x'))).toEqual([400, 'invalidCount']);
    expect(list('cursor=&count=9999').count).toBe(1000);
  });

  test('row 67: an empty filter reaches the filter parser, which refuses it', () => {
    expect(list('filter=').filterText).toBe('');
    expect(list('foo=1')).not.toHaveProperty('filterText');
  });
});

describe('search requests', () => {
  test('row 53: names in any case, the same meaning as in a query', () => {
    expect(
      search({
        SCHEMAS: [SEARCH_REQUEST_URN.toUpperCase()],
        Filter: 'userName pr',
        startindex: 3,
        count: '5',
        sortOrder: 'descending',
        sortBy: 'userName',
        Attributes: ['userName', 'name.givenName'],
        excludedAttributes: null,
      }),
    ).toEqual({
      startIndex: 3,
      count: 5,
      filterText: 'userName pr',
      sortBy: { name: 'userName' },
      descending: true,
      selection: {
        attributes: [{ name: 'userName' }, { name: 'name', sub: 'givenName' }],
        excluded: [],
      },
    });
  });

  test.each([undefined, null, [], 'x', {}, { schemas: [] }, { schemas: ['urn:other:x:y'] }])(
    'row 53: without the SearchRequest schema (%j) it is invalidSyntax',
    (body) => {
      expect(refusal(() => search(body))).toEqual([400, 'invalidSyntax']);
    },
  );

  test.each([
    [{ filter: 1 }, 'invalidFilter'],
    [{ count: true }, 'invalidValue'],
    [{ count: 1.5 }, 'invalidValue'],
    [{ attributes: [1] }, 'invalidValue'],
    [{ attributes: ['a'], excludedAttributes: ['b'] }, 'invalidValue'],
    [{ cursor: 5 }, 'invalidCursor'],
    [{ cursor: '', count: -1 }, 'invalidCount'],
    [{ count: 1, COUNT: 2 }, 'invalidSyntax'],
  ])('row 53: %j is %s', (body, scimType) => {
    expect(refusal(() => search({ schemas: [SEARCH_REQUEST_URN], ...body }))).toEqual([
      400,
      scimType,
    ]);
  });
});

describe('list responses', () => {
  test('row 46: totalResults of all, itemsPerPage of this page, startIndex as asked', () => {
    expect(listResponse({ resources: [{ id: 'a' }], total: 12 }, { startIndex: 3 })).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 12,
      itemsPerPage: 1,
      startIndex: 3,
      Resources: [{ id: 'a' }],
    });
  });

  test('row 48: an empty page keeps the total', () => {
    const body = listResponse({ resources: [], total: 12 }, { startIndex: 99 });
    expect(body).toMatchObject({ totalResults: 12, itemsPerPage: 0, Resources: [] });
  });

  test('row 54: a cursor page has nextCursor and no startIndex, the last page neither', () => {
    const page = { startIndex: 1, cursor: '' };
    const first = listResponse({ resources: [{}], total: 2, nextCursor: 'n' }, page);
    expect(first).toMatchObject({ nextCursor: 'n' });
    expect(first).not.toHaveProperty('startIndex');
    const last = listResponse({ resources: [{}], total: 2 }, { startIndex: 1, cursor: 'n' });
    expect(last).not.toHaveProperty('nextCursor');
  });
});
