import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { operationList, statusOf } from '#api/index.js';
import { FAULTS, type FaultCode } from '#kernel/index.js';
import { followPage } from '../kit/guides.js';

// docs/rest.md works from top to bottom, and what its text says of addresses and codes is so.

followPage('docs/rest.md');

const page = readFileSync('docs/rest.md', 'utf8');
const API = 'http://127.0.0.1:8080/api/v1';
const ID = '01990000-0000-7000-8000-000000000000';

describe('the text of docs/rest.md', () => {
  test('names addresses of the contract', () => {
    const text = page.replace(/```sh\n[^`]+```/g, '');
    const found = [...text.matchAll(/`(?:[A-Z]+ )?\$(api|organization)(\/[^`\s]*)`/g)];
    expect(found.length).toBeGreaterThan(0);
    const patterns = operationList.map(
      ({ path }) => new RegExp(`^/api/v1${path.replace(/\{\w+\}/g, '[^/]+')}$`),
    );
    for (const [, base, below = ''] of found) {
      const start = base === 'api' ? '' : `/organizations/${ID}`;
      const { pathname } = new URL(API + start + below.replace(/\$\w+/g, ID));
      expect([pathname, patterns.some((pattern) => pattern.test(pathname))]).toEqual([
        pathname,
        true,
      ]);
    }
  });

  test('names codes with the status that they have', () => {
    const named = [...page.matchAll(/\b(4\d\d) `([a-z_]+\.[a-z_]+)`/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, status, code = ''] of named) {
      expect(Object.keys(FAULTS)).toContain(code);
      expect([code, statusOf(code as FaultCode)]).toEqual([code, Number(status)]);
    }
  });
});
