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

/** Collects what was wrong. A provider asks it about every answer. */
export interface Judge {
  readonly wrong: readonly WrongAnswer[];
  /** how many answers were looked at, times what was looked for */
  readonly checks: number;
  /** names the part of the sequence for what follows */
  enter(phase: string): void;
  /** Takes over what an expectation found; true when nothing. */
  judge(answer: Answer, row: string, problems: readonly Problem[]): boolean;
  /** One fact about an answer; true when it holds. */
  that(answer: Answer, row: string, holds: boolean, expected: string, came?: unknown): boolean;
}

export function createJudge(): Judge {
  const wrong: WrongAnswer[] = [];
  let checks = 0;
  let phase = '';
  const judge = (answer: Answer, row: string, problems: readonly Problem[]): boolean => {
    checks += 1;
    if (problems.length > 0) {
      const said = problems.map(({ came }) => excerpt(came, 200)).filter((text) => text !== '');
      wrong.push({
        row,
        phase,
        sent: describeRequest(answer),
        came: [...said, describeAnswer(answer)].join('; '),
        expected: problems.map(({ expected }) => expected).join('; '),
      });
    }
    return problems.length === 0;
  };
  return {
    wrong,
    get checks() {
      return checks;
    },
    enter(name) {
      phase = name;
    },
    judge,
    that: (answer, row, holds, expected, came = '') =>
      judge(answer, row, holds ? [] : [problem(expected, came)]),
  };
}
