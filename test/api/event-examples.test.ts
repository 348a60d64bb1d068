import { expect, test } from '@jest/globals';
import { dataOf, EVENT_TYPES, eventSchemaOf } from '#api/index.js';

test('the example of each type of event is as its schema says, and shows what it has', () => {
  for (const [type, declared] of EVENT_TYPES) {
    const { before, after, example } = declared;
    const problems = dataOf(declared).safeParse(example).error?.issues ?? [];
    expect({ type, problems }).toEqual({ type, problems: [] });
    const sides = [...(before ? ['before'] : []), ...(after ? ['after'] : [])];
    expect(sides).toEqual(expect.arrayContaining(Object.keys(example)));
    expect({ type, isShown: Object.keys(example).length > 0 }).toEqual({
      type,
      isShown: sides.length > 0,
    });
    expect(JSON.stringify(eventSchemaOf(type))).toContain(declared.description);
  }
});
