import { OIDC_REFUSALS, SAML_REFUSALS, type RefusalSide } from '#sign-in/index.js';

const SIDES: Readonly<Record<RefusalSide, string>> = {
  provider: 'identity provider',
  muster: 'Muster',
  clock: 'clock',
  browser: 'browser',
  sender: 'sender',
};

const INTRODUCTION = `# Why a sign-in was refused

The page after a sign-in, test sign-ins and the log of a connection name a code of this table.
Codes are stable. Details beside it have the figures of the case: what was expected and what came,
by how many seconds the clocks differ and what each of them said.

"Side" says where to look first: the identity provider and its settings, Muster (the settings of
the connection here), a clock (set it by NTP), the browser (begin again), or the sender: what no
provider sends by itself.

An answer of SAML is taken within five minutes of its IssueInstant, whatever it says itself; clocks
may be 60 seconds apart, of OpenID Connect too. A few codes of SAML are common to both:
\`request_unknown\`, \`request_answered\`, \`configuration_changed\`, \`connection_unusable\`,
\`subject_several\`, \`attribute_missing\`, \`session_over\`, \`authn_context_weak\`, \`authn_stale\`,
\`message_missing\`, \`message_too_large\`, \`logout_replayed\`, \`logout_expired\` and
\`logout_subject_missing\`.
`;

type Refusals = Readonly<
  Record<string, { readonly side: RefusalSide; readonly message: string; readonly next: string }>
>;

function tableOf(refusals: Refusals): string {
  const rows = Object.entries(refusals).map(
    ([code, { side, message, next }]) =>
      `| <a id="${code}"></a>\`${code}\` | ${SIDES[side]} | ${message} | ${next} |`,
  );
  return ['| Code | Side | What happened | Next step |', '|---|---|---|---|', ...rows].join('\n');
}

/** docs/sso/errors.md. */
export function signInErrorsPage(): string {
  return `${INTRODUCTION}
## SAML

${tableOf(SAML_REFUSALS)}

## OpenID Connect

${tableOf(OIDC_REFUSALS)}
`;
}
