/** Enough of Runscope's test format to run Okta's SCIM suites: requests, variables out of answers, assertions. */
export interface RunscopeSuite {
  readonly name: string;
  readonly steps: readonly RunscopeStep[];
}

export interface RunscopeStep {
  readonly step_type: string;
  readonly note?: string;
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly variables?: readonly { readonly name: string; readonly property: string }[];
  readonly assertions?: readonly RunscopeAssertion[];
}

export interface RunscopeAssertion {
  readonly source: string;
  readonly comparison: string;
  readonly value: string | null;
  readonly property?: string;
}

export interface Outcome {
  readonly step: string;
  readonly assertion: string;
  readonly holds: boolean;
  readonly came: string;
}

/** Runs the requests in order; pauses are for slow servers and are passed over. */
export async function runSuite(
  suite: RunscopeSuite,
  seed: Readonly<Record<string, string>>,
): Promise<Outcome[]> {
  const variables = new Map(Object.entries(seed));
  const outcomes: Outcome[] = [];
  for (const step of suite.steps) {
    if (step.step_type !== 'request') continue;
    outcomes.push(...(await runStep(step, variables)));
  }
  return outcomes;
}

async function runStep(step: RunscopeStep, variables: Map<string, string>): Promise<Outcome[]> {
  const fill = (text: string): string =>
    text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = variables.get(name);
      if (value === undefined) throw new Error(`${step.note ?? ''}: nothing was seeded as ${name}`);
      return value;
    });
  const headers = Object.entries(step.headers ?? {}).map(([name, values]): [string, string] => [
    name,
    fill(values.join(', ')),
  ]);
  const start = performance.now();
  const response = await fetch(new URL(fill(step.url ?? '')), {
    method: step.method ?? 'GET',
    headers,
    ...(step.body !== undefined && step.body !== '' && { body: fill(step.body) }),
  });
  const text = await response.text();
  const sources: Sources = {
    response_status: response.status,
    response_time: performance.now() - start,
    response_json: parsed(text),
  };
  for (const { name, property } of step.variables ?? []) {
    variables.set(name, String(valueAt(sources.response_json, property)));
  }
  return (step.assertions ?? []).map((assertion) => {
    const { source, comparison, property = '' } = assertion;
    const value = assertion.value === null ? '' : fill(assertion.value);
    const came =
      source === 'response_json'
        ? valueAt(sources.response_json, property)
        : sourceOf(sources, source);
    return {
      step: step.note ?? '',
      assertion: [source, property, comparison, value].filter((part) => part !== '').join(' '),
      holds: compare(comparison, came, value),
      came: JSON.stringify(came) ?? 'nothing',
    };
  });
}

interface Sources {
  readonly response_status: number;
  readonly response_time: number;
  readonly response_json: unknown;
}

function sourceOf(sources: Sources, name: string): number {
  if (name === 'response_status' || name === 'response_time') return sources[name];
  throw new Error(`the interpreter knows no source ${name}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Resources[0].emails[0].value` */
function valueAt(json: unknown, property: string): unknown {
  const steps = property.split(/[.[\]]/).filter((step) => step !== '');
  return steps.reduce<unknown>(
    (here, step) =>
      typeof here === 'object' && here !== null
        ? (here as Record<string, unknown>)[step]
        : undefined,
    json,
  );
}

function compare(comparison: string, came: unknown, value: string): boolean {
  switch (comparison) {
    case 'equal':
      return came !== undefined && String(came) === value;
    case 'equal_number':
      return typeof came === 'number' && came === Number(value);
    case 'not_empty':
      return Array.isArray(came)
        ? came.length > 0
        : came !== undefined && came !== null && came !== '';
    case 'has_value':
    case 'contains':
      return Array.isArray(came) ? came.includes(value) : String(came).includes(value);
    case 'is_a_number':
      return typeof came === 'number';
    case 'is_less_than':
      return typeof came === 'number' && came < Number(value);
    default:
      throw new Error(`the interpreter knows no comparison ${comparison}`);
  }
}
