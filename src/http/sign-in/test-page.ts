import { decodeRefusal } from '#sign-in/index.js';
import { leave } from './begin.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest } from './pages.js';
import type { Flow, SignInConnection } from './view-types.js';

type Statement = NonNullable<Flow['statement']>;

/**
 * `GET /sign-in/test`: the address that a test sign-in was given. It leads to the provider like a sign-in, also while the connection is not
 * active yet, and signs nobody in.
 */
export async function beginTest(page: PageRequest): Promise<PageAnswer> {
  const { deps, ctx, request, field } = page;
  const secret = field('key');
  const opened = await deps.signIn.connections.openTest(ctx, field('flow'), secret);
  if (!opened) return overPage(page);
  const { flow, connection } = opened;
  const message = await deps.signIn.protocols.begin(ctx, connection, { flow, secret });
  const cookies = await deps.cookies.flow(request, flow.id, secret);
  return leave(page, message, { name: connection.name, cookies });
}

/** What the provider said and what it becomes, or why it is not taken; kept for who set the connection up. */
export async function showTest(page: PageRequest, flow: Flow): Promise<PageAnswer> {
  const { deps, ctx } = page;
  const connection = await deps.signIn.protocols.find(flow.connectionId ?? '');
  if (!connection) return overPage(page);
  const { statement } = flow;
  if (flow.status === 'refused' || !statement) {
    return failedTest(page, connection.name, flow.refusal?.code ?? 'unknown');
  }
  if (flow.status === 'answered') {
    const attempt = await deps.signIn.connections.finishTest(ctx, flow);
    if (!attempt) return overPage(page);
    if (attempt.reason !== undefined) {
      return failedTest(page, connection.name, attempt.reason, attempt.details);
    }
  }
  return workingTest(page, connection, statement);
}

/** Why an answer was not taken that may have come from anybody: its signature was not verified. */
export async function showUnverifiedTest(
  page: PageRequest,
  flow: Flow,
  code: string,
): Promise<PageAnswer> {
  const connection = await page.deps.signIn.protocols.find(flow.connectionId ?? '');
  return connection ? failedTest(page, connection.name, code) : overPage(page);
}

function workingTest(
  { t }: PageRequest,
  { name: connection, kind }: Pick<SignInConnection, 'name' | 'kind'>,
  statement: Statement,
): PageAnswer {
  const subject = { saml: 'NameID', oidc: 'sub' }[kind];
  const said = Object.entries(statement.attributes).map(([name, values]) => ({ name, values }));
  const mapped = Object.entries(becomes(statement)).map(([name, value]) => ({
    name,
    values: [value].flat(),
  }));
  return {
    title: t('testTitle'),
    wide: true,
    body: RESULT,
    view: {
      good: t('testWorked'),
      tables: [
        {
          title: t('testSaid', { connection }),
          rows: [
            { name: subject, values: [statement.logout?.nameId ?? statement.subject] },
            ...said,
          ],
        },
        { title: t('testBecomes'), rows: mapped },
      ],
    },
  };
}

function failedTest(
  { t, ctx }: PageRequest,
  connection: string,
  code: string,
  details: Readonly<Record<string, string | number | boolean>> = {},
): PageAnswer {
  const figures = Object.entries(details).map(([name, value]) => `${name}: ${String(value)}`);
  const { side, message, next } = decodeRefusal(code);
  return {
    status: 403,
    title: t('testTitle'),
    body: RESULT,
    view: {
      bad: `${t('testFailed')} (${connection})`,
      words: [message, next, side, ...figures],
      code: t('refusedCode', { code: `${code} ${ctx.traceId}` }),
    },
  };
}

/** The fields of a person that are made of the attributes; those that nothing was said of are left out. */
function becomes(statement: Statement): Record<string, string | readonly string[]> {
  const { subject, email, name, firstName, lastName, locale, externalId, groups } = statement;
  const fields = { subject, email, name, firstName, lastName, locale, externalId, groups };
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as Record<string, string | readonly string[]>;
}

const RESULT = `{{#good}}<p class="good" role="status">{{good}}</p>
{{/good}}{{#bad}}<p class="problem" role="alert">{{bad}}</p>
{{/bad}}{{#words}}<p lang="en">{{.}}</p>
{{/words}}{{#code}}<p class="muted"><code>{{code}}</code></p>
{{/code}}{{#tables}}<h2>{{title}}</h2>
<table><tbody>
{{#rows}}<tr><th scope="row">{{name}}</th><td>{{#values}}<div>{{.}}</div>{{/values}}</td></tr>
{{/rows}}</tbody></table>
{{/tables}}`;
