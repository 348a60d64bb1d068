import { useMemo } from 'react';
import { refusalWords, type Refusal } from '../../texts/refusals.js';
import { useTexts } from '../../texts/use-texts.js';

type ReasonOf = (code: string, more?: Omit<Refusal, 'code'>) => string;

/** Why a row was not done, whose side it is and what comes next, in the language of the page; else what the server says of it. */
export function useReasonOf(): ReasonOf {
  const isReady = useTexts('refusals');
  // another function once the words are there, so that rows that were rendered without them are rendered again
  return useMemo<ReasonOf>(
    () => (code, more) => (isReady ? refusalWords({ code, ...more }) : (more?.message ?? '')),
    [isReady],
  );
}
