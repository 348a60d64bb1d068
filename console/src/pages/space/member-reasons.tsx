import type { ReactNode } from 'react';
import { useSourceWords } from '../../patterns/access-source/words.js';
import type { Row } from './row.js';

/** Why somebody is in the space, in words: by hand, by a group, by an invitation. */
export function MemberReasons({ reasons }: Pick<Row, 'reasons'>): ReactNode {
  const wordsOf = useSourceWords();
  return [...new Set(reasons.map(({ source }) => wordsOf(source)))].join(', ');
}
