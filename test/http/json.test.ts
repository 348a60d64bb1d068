import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText, JsonError, parseJson } from '#http/json.js';

const refusalOf = (text: string, depth = 64): string => {
  try {
    parseJson(text, depth);
  } catch (error) {
    if (error instanceof JsonError) return error.message;
    throw error;
  }
  throw new Error(`was read: ${text.slice(0, 80)}`);
};

describe('what JSON.parse reads is read the same', () => {
  test('any value, printed narrowly or widely', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text, 64)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    ['brackets, braces and colons inside of strings', '{"a":"}{][\\":\\"","b":"\\\\"}'],
    ['a value that looks like a key', '{"a":"b","b":"a","c":["a","a"]}'],
    ['one key in two objects', '[{"a":1},{"a":{"a":2}}]'],
    ['keys that differ in letter case', '{"a":1,"A":2}'],
    ['tabs and line ends before a colon', '{"a"\t\r\n :1}'],
    ['a bare value', '"text"'],
    ['empty containers', '{"a":{},"b":[]}'],
  ])('%s', (_name, text) => {
    expect(parseJson(text, 64)).toEqual(JSON.parse(text));
  });

  test('__proto__ is a key like any other and changes no prototype', () => {
    const value = parseJson('{"__proto__":{"polluted":true},"a":1}', 64) as object;
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});

describe('refusals', () => {
  test.each([
    ['in one object', '{"a":1,"a":2}', '"a"'],
    ['far apart, with other objects between', '{"a":{"b":1},"c":[{"a":1}],"a":2}', '"a"'],
    ['spelt with an escape', '{"a":1,"\\u0061":2}', '"a"'],
    ['__proto__', '{"__proto__":1,"__proto__":2}', '"__proto__"'],
    ['the empty key', '{"":1,"":2}', '""'],
    ['inside of a list', '[[{"x":1 , "y":2 , "x" : 3}]]', '"x"'],
  ])('a key named twice: %s', (_name, text, key) => {
    expect(refusalOf(text)).toBe(`The body names ${key} twice in one object; send it once.`);
  });

  test('a key named twice among many', () => {
    const keys = Array.from({ length: 50 }, (_, index) => `"k${index}":0`);
    expect(parseJson(`{${keys.join()}}`, 64)).toHaveProperty('k49', 0);
    expect(refusalOf(`{${[...keys, '"k30":1'].join()}}`)).toContain('"k30"');
    expect(refusalOf(`{${[...keys, '"k0":1'].join()}}`)).toContain('"k0"');
  });

  test.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    '{"a" 1}',
    '{"a":1}}',
    'nul',
    '"',
    '"\\',
  ])('malformed: %j', (text) => {
    expect(refusalOf(text)).toMatch(/^The body is not well-formed JSON( \(at character \d+\))?\.$/);
  });

  test('the message says where and never quotes the body', () => {
    const message = refusalOf('{"password":"correct horse", oops}');
    expect(message).toBe('The body is not well-formed JSON (at character 29).');
  });

  test('depth counts open brackets of both kinds, not all brackets', () => {
    expect(parseJson('[{"a":[]}]', 3)).toEqual([{ a: [] }]);
    expect(refusalOf('[{"a":[[]]}]', 3)).toContain('limit of 3');
    expect(parseJson(`[${'[],'.repeat(100)}[]]`, 2)).toHaveLength(101);
    expect(parseJson(`"${'['.repeat(100)}"`, 2)).toHaveLength(100);
  });
});

describe('hostile bodies take linear time', () => {
  const seconds = (work: () => void): number => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };

  test.each([
    ['a million open brackets', '['.repeat(1_000_000)],
    ['a million quotes', '"'.repeat(1_000_000)],
    ['a million backslashes', `"${'\\'.repeat(1_000_000)}`],
    ['strings and long blanks', `{"a"${' '.repeat(1_000_000)}`],
    ['long blanks behind many strings', `["a"${' '.repeat(1000)}`.repeat(1000)],
  ])('%s', (_name, text) => {
    expect(seconds(() => expect(refusalOf(text)).not.toBe(''))).toBeLessThan(10);
  });

  test('100,000 keys, and as many as may be, the last of them twice', () => {
    const keys = (count: number): string =>
      Array.from({ length: count }, (_, index) => `"k${index}":0`).join();
    const work = (): void => {
      expect(refusalOf(`{${keys(100_000)}}`)).toContain('more than 2000 names');
      expect(refusalOf(`{${keys(1_999)},"k1998":1}`)).toContain('k1998');
    };
    expect(seconds(work)).toBeLessThan(10);
  });
});

describe('text', () => {
  test('UTF-8 as it is; a byte order mark is passed over', () => {
    expect(decodeText(Buffer.from('"名前 🙂"'))).toBe('"名前 🙂"');
    expect(decodeText(Buffer.from('\ufeff{}'))).toBe('{}');
  });

  test('other bytes are refused, not replaced', () => {
    expect(() => decodeText(Buffer.from([0x22, 0xe9, 0x22]))).toThrow('The body is not UTF-8.');
  });
});
