import { INVITATION_STYLE } from '../invitation-page/style.js';

/** What the pages of sign-in have beside the page of an invitation: fields, lists, codes. */
export const SIGN_IN_STYLE = `${INVITATION_STYLE}
:lang(ja) {
  word-break: auto-phrase;
}
h1 {
  text-wrap: balance;
}
p a:has(+ a) {
  margin-right: 12px;
}
main.wide {
  width: min(640px, 100%);
}
h2 {
  margin: 28px 0 8px;
  font-size: 17px;
  line-height: 24px;
}
h1 + form:has(> .button) {
  margin-top: 20px;
}
form + form,
form + .or {
  margin-top: 10px;
}
form > .button,
.actions .button {
  width: 100%;
}
main form label {
  display: block;
  margin: 16px 0 6px;
  font-weight: 600;
}
main form input:not([type='hidden']),
main form select {
  display: block;
  width: 100%;
  height: 44px;
  margin: 0;
  padding: 8px 12px;
  font: inherit;
  color: inherit;
  background: var(--bg);
  border: 1px solid var(--line-strong);
  border-radius: 8px;
}
input[aria-invalid] {
  border-color: var(--bad);
}
#code {
  font-size: 20px;
  letter-spacing: 0.12em;
  font-variant-numeric: tabular-nums;
}
:root {
  --bad: light-dark(#b3261e, #ff8f87);
  --good: light-dark(#17703f, #5fd08f);
}
.problem {
  margin: 6px 0 0;
  color: var(--bad);
}
.problem + p,
form + p,
table + p {
  margin-top: 12px;
}
.good {
  color: var(--good);
}
.note {
  padding: 10px 14px;
  border-left: 3px solid var(--line-strong);
}
a:not(.button) {
  color: var(--accent);
}
.or {
  display: flex;
  align-items: center;
  gap: 12px;
  margin: 18px 0 2px;
  color: var(--muted);
}
.or::before,
.or::after {
  content: '';
  flex: 1;
  border-top: 1px solid var(--line);
}
.code {
  font-size: 30px;
  line-height: 40px;
  font-weight: 600;
  letter-spacing: 0.08em;
  font-variant-numeric: tabular-nums;
}
.button.danger {
  color: var(--bad);
}
.picture svg {
  display: block;
  width: 220px;
  max-width: 100%;
  border-radius: 4px;
}
.codes {
  columns: 2 12em;
  padding: 0;
  list-style: none;
}
.rows {
  margin: 0;
  padding: 0;
  list-style: none;
}
.rows li {
  display: flex;
  align-items: center;
  justify-content: space-between;
  flex-wrap: wrap;
  gap: 4px 16px;
  padding: 10px 0;
  border-bottom: 1px solid var(--line);
}
.rows li:last-child {
  border: 0;
}
.rows small {
  display: block;
  color: var(--muted);
  font-size: 14px;
}
.rows span {
  flex: 1 1 180px;
  min-width: 0;
}
.rows b {
  font-weight: 550;
}
.rows form {
  flex: none;
}
.rows .button {
  flex: none;
  width: auto;
  min-height: 36px;
  padding: 5px 14px;
}
table {
  width: 100%;
  border-collapse: collapse;
  font-size: 15px;
}
th,
td {
  padding: 8px 12px 8px 0;
  text-align: left;
  vertical-align: top;
  border-bottom: 1px solid var(--line);
}
th {
  width: 36%;
  min-width: 96px;
  font-weight: 550;
  color: var(--muted);
}
`;
