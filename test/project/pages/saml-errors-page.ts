import { SAML_REFUSALS, type RefusalSide } from '#sign-in/index.js';

const SIDES: Readonly<Record<RefusalSide, string>> = {
  provider: 'identity provider',
  muster: 'Muster',
  clock: 'clock',
  browser: 'browser',
  sender: 'sender',
};

const INTRODUCTION = `# Why a sign-in by SAML was refused

The page after a sign-in, test sign-ins and the log of a connection name a code of this table.
Codes are stable. Details beside it have the figures of the case: what was expected and what came,
by how many seconds the clocks differ and what each of them said.

"Side" says where to look first: the identity provider and its settings, Muster (the settings of
the connection here), a clock (set it by NTP), the browser (begin again), or the sender: what no
provider sends by itself.

An answer is taken within five minutes of its IssueInstant, whatever it says itself; clocks may be
60 seconds apart.
`;

/** docs/sso/errors.md. */
export function samlErrorsPage(): string {
  const rows = Object.entries(SAML_REFUSALS).map(
    ([code, { side, message, next }]) =>
      `| <a id="${code}"></a>\`${code}\` | ${SIDES[side]} | ${message} | ${next} |`,
  );
  return `${INTRODUCTION}
| Code | Side | What happened | Next step |
|---|---|---|---|
${rows.join('\n')}
`;
}
