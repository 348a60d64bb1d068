import { secondStepValuesOf } from '#core/index.js';
import { isFault } from '#kernel/index.js';
import { decodeRefusal, secondStepOf, type RefusalSide } from '#sign-in/index.js';
import { hiddenOf } from './address-page.js';
import { leave } from './begin.js';
import { ownedBy } from './binding-page.js';
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
    return failedTest(page, connection.name, await refusalOf(page, flow));
  }
  if (flow.status === 'answered') {
    const attempt = await deps.signIn.connections.finishTest(ctx, flow);
    if (!attempt) return overPage(page);
    if (attempt.reason !== undefined) {
      return failedTest(page, connection.name, { ...attempt, code: attempt.reason });
    }
  }
  const { signedIn } = page;
  const owned = signedIn && (await ownedBy(page, signedIn, connection.organizationId));
  return workingTest(page, connection, { statement, bindable: owned && flow.id });
}

/** Why an answer was not taken that may have come from anybody: its signature was not verified. */
export async function showUnverifiedTest(
  page: PageRequest,
  flow: Flow,
  code: string,
): Promise<PageAnswer> {
  const connection = await page.deps.signIn.protocols.find(flow.connectionId ?? '');
  if (!connection) return overPage(page);
  return failedTest(page, connection.name, { ...(await refusalOf(page, flow)), code });
}

interface FailedTest {
  readonly code: string;
  readonly details?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** With the figures of the case, as the log of sign-ins keeps them. */
async function refusalOf(
  { deps, ctx }: PageRequest,
  { organizationId = '', connectionId = '', refusal }: Flow,
): Promise<FailedTest> {
  const { code = 'unknown', attemptId } = refusal ?? {};
  if (attemptId === undefined) return { code };
  try {
    const kept = await deps.signIn.attempts.get(ctx, organizationId, connectionId, attemptId);
    return { code, details: kept.details };
  } catch (error) {
    if (isFault(error, 'connection.missing', 'record.missing')) return { code };
    throw error;
  }
}

function workingTest(
  { t, to }: PageRequest,
  signInConnection: SignInConnection,
  { statement, bindable }: { readonly statement: Statement; readonly bindable: string | undefined },
): PageAnswer {
  const { name: connection, kind } = signInConnection;
  const subject = { saml: 'NameID', oidc: 'sub' }[kind];
  const { attributes, logout } = statement;
  const named = { [subject]: [logout?.nameId ?? statement.subject], ...attributes };
  const said = Object.entries(named).map(([name, values]) => ({ name, values }));
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
        { title: t('testSaid', { connection }), rows: said },
        { title: t('testBecomes'), rows: mapped },
        strengthTable(t, signInConnection, statement),
      ],
      ...(bindable !== undefined && {
        bind: {
          text: t('testBindText', { connection }),
          action: to('/sign-in/test/bind'),
          hidden: hiddenOf({ flow: bindable }),
          label: t('testBind'),
        },
      }),
    },
  };
}

/** The words of the decoder are English, for who sets the connection up; whose side it is on is said in the person's language. */
function failedTest(
  { t, ctx }: PageRequest,
  connection: string,
  { code, details = {} }: FailedTest,
): PageAnswer {
  const rows = Object.entries(details).map(([name, value]) => ({ name, values: [String(value)] }));
  const { side, message, next } = decodeRefusal(code);
  return {
    status: 403,
    title: t('testTitle'),
    wide: true,
    body: RESULT,
    view: {
      bad: t('testFailed', { connection }),
      side: t(SIDES[side]),
      words: [message, next],
      code: t('refusedCode', { code: `${code} ${ctx.traceId}` }),
      ...(rows.length > 0 && { tables: [{ title: t('testDetails'), rows }] }),
    },
  };
}

const SIDES: Readonly<Record<RefusalSide, string>> = {
  provider: 'sideProvider',
  muster: 'sideMuster',
  clock: 'sideClock',
  browser: 'sideBrowser',
  sender: 'sideSender',
};

/** What was said of the method, and whether it is a second step here. */
function strengthTable(t: PageRequest['t'], connection: SignInConnection, statement: Statement) {
  const { authnContext = '–', authnMethods = ['–'] } = statement;
  const values = secondStepValuesOf(connection).join(', ');
  const text = {
    counts: 'testStepCounts',
    not_said: 'testStepNotSaid',
    ours: 'testStepOurs',
  }[secondStepOf(connection, statement)];
  const isSaml = connection.kind === 'saml';
  return {
    title: t('factorsTitle'),
    text: t(text, { connection: connection.name, values }),
    rows: [
      { name: isSaml ? 'AuthnContextClassRef' : 'acr', values: [authnContext] },
      { name: isSaml ? 'authnmethodsreferences, amr' : 'amr', values: authnMethods },
    ],
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
{{/words}}{{#side}}<p>{{side}}</p>
{{/side}}{{#code}}<p class="muted"><code>{{code}}</code></p>
{{/code}}{{#tables}}<h2>{{title}}</h2>
{{#text}}<p>{{text}}</p>
{{/text}}<table><tbody>
{{#rows}}<tr><th scope="row">{{name}}</th><td>{{#values}}<div>{{.}}</div>{{/values}}</td></tr>
{{/rows}}</tbody></table>
{{/tables}}{{#bind}}<p>{{text}}</p>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{label}}</button></div>
</form>
{{/bind}}`;
