import { describeAnswer, describeRequest, type Answer } from '../client/exchanges.js';
import { excerpt } from '../client/json.js';
import { problem, type Problem } from '../client/expectations.js';

/** One answer that was not what the provider needs. */
export interface WrongAnswer {
  /** of a table in docs/reference/: `E14`, `O7`, `46` */
  readonly row: string;
  readonly phase: string;
  readonly sent: string;
  readonly came: string;
  readonly expected: string;
}

/** Checks every answer of a simulation and collects what was wrong. */
export interface AnswerChecks {
  readonly wrong: readonly WrongAnswer[];
  /** how many answers were looked at, times what was looked for */
  readonly count: number;
  /** Names the phase that the following answers belong to. */
  enter(phase: string): void;
  /** Records the problems that an expectation found; true when there are none. */
  check(answer: Answer, row: string, problems: readonly Problem[]): boolean;
  /** One fact about an answer; true when it holds. */
  checkThat(answer: Answer, row: string, holds: boolean, expected: string, came?: unknown): boolean;
}

export function createAnswerChecks(): AnswerChecks {
  const wrong: WrongAnswer[] = [];
  let count = 0;
  let phase = '';
  const check = (answer: Answer, row: string, problems: readonly Problem[]): boolean => {
    count += 1;
    if (problems.length > 0) {
      const received = problems.map(({ came }) => excerpt(came, 200)).filter((text) => text !== '');
      wrong.push({
        row,
        phase,
        sent: describeRequest(answer),
        came: [...received, describeAnswer(answer)].join('; '),
        expected: problems.map(({ expected }) => expected).join('; '),
      });
    }
    return problems.length === 0;
  };
  return {
    wrong,
    get count() {
      return count;
    },
    enter(name) {
      phase = name;
    },
    check,
    checkThat: (answer, row, holds, expected, came = '') =>
      check(answer, row, holds ? [] : [problem(expected, came)]),
  };
}
