import { FULL_AUTHORITY, type Context } from '#kernel/index.js';
import { decodeRefusal } from '#sign-in/index.js';
import { leave } from './begin.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest } from './pages.js';
import type { Flow } from './view-types.js';

type Statement = NonNullable<Flow['statement']>;

/**
 * `GET /sign-in/test`: the address that a test sign-in was given. It leads to the provider like a sign-in, also while the connection is not
 * active yet, and signs nobody in.
 */
export async function beginTest(page: PageRequest): Promise<PageAnswer> {
  const { deps, ctx, request, field } = page;
  const secret = field('key');
  const flow = await deps.signIn.flows.open(ctx, field('flow'), secret);
  const connection = flow && (await deps.signIn.saml.find(flow.connectionId ?? ''));
  if (flow?.purpose !== 'test' || flow.status !== 'begun' || !connection) return overPage(page);
  const begun = await deps.signIn.saml.begin(ctx, connection, { relayState: flow.id });
  await deps.signIn.flows.update(ctx, flow.id, () => ({ requestId: begun.requestId }));
  const cookies = await deps.cookies.flow(request, flow.id, secret);
  return leave(page, begun.message, { name: connection.name, cookies });
}

/** What the provider said and what it becomes, or why it is not taken; kept for who set the connection up. */
export async function showTest(page: PageRequest, flow: Flow): Promise<PageAnswer> {
  const { deps, ctx } = page;
  const connection = await deps.signIn.saml.find(flow.connectionId ?? '');
  if (!connection) return overPage(page);
  const { statement, configuration = 0 } = flow;
  if (flow.status === 'refused' || !statement) {
    return failedTest(page, connection.name, flow.refusal?.code ?? 'unknown');
  }
  if (flow.status === 'answered') {
    const { id: connectionId, organizationId } = connection;
    const byTest: Context = { ...ctx, authority: FULL_AUTHORITY };
    await deps.core.connections.noteTest(byTest, organizationId, { connectionId, configuration });
    const { issuer, subject, attributes } = statement;
    await deps.signIn.attempts.note(ctx, connection, {
      purpose: 'test',
      outcome: 'ok',
      issuer,
      subject,
      attributes,
      mapping: becomes(statement),
      configuration,
      trace: [{ step: 'tested', detail: 'the answer was taken; nobody was signed in' }],
    });
    await deps.signIn.flows.update(ctx, flow.id, () => ({ status: 'finished' }));
  }
  return workingTest(page, connection.name, statement);
}

function workingTest({ t }: PageRequest, connection: string, statement: Statement): PageAnswer {
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
            { name: 'NameID', values: [statement.logout?.nameId ?? statement.subject] },
            ...said,
          ],
        },
        { title: t('testBecomes'), rows: mapped },
      ],
    },
  };
}

function failedTest({ t, ctx }: PageRequest, connection: string, code: string): PageAnswer {
  const { side, message, next } = decodeRefusal(code);
  return {
    status: 403,
    title: t('testTitle'),
    body: RESULT,
    view: {
      bad: `${t('testFailed')} (${connection})`,
      words: [message, next, side],
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
