/**
 * The tokens of the console's design. Colours are dark on light or light on dark, as the reader prefers, with a contrast of 4.5 and
 * more.
 */
export const INVITATION_STYLE = `
:root {
  color-scheme: light dark;
  --bg: light-dark(#f7f7f8, #101114);
  --surface: light-dark(#ffffff, #17181c);
  --line: light-dark(#e3e5e8, #2a2d33);
  --line-strong: light-dark(#858c97, #757d89);
  --text: light-dark(#16181d, #eceef2);
  --muted: light-dark(#5b626e, #9aa2af);
  --accent: light-dark(#3b53c4, #8ea2ff);
  --on-accent: light-dark(#ffffff, #0d1024);
  --accent-soft: light-dark(#eef1fd, #20264a);
}
* {
  box-sizing: border-box;
}
html {
  -webkit-text-size-adjust: 100%;
}
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: grid;
  place-items: center;
  padding: 24px;
  font:
    16px/24px system-ui,
    sans-serif;
  color: var(--text);
  background: var(--bg);
}
main {
  width: min(480px, 100%);
  padding: 32px;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 10px;
  overflow-wrap: anywhere;
}
h1 {
  margin: 0 0 8px;
  font-size: 22px;
  line-height: 30px;
  letter-spacing: -0.015em;
}
h1:focus {
  outline: none;
}
p {
  margin: 0 0 16px;
}
p:last-child {
  margin-bottom: 0;
}
.muted,
.loading {
  color: var(--muted);
}
.who {
  display: flex;
  align-items: center;
  gap: 12px;
  margin-bottom: 20px;
}
.who div {
  min-width: 0;
}
.who div > * {
  display: block;
  line-height: 22px;
}
.mark {
  flex: none;
  width: 44px;
  height: 44px;
  border-radius: 10px;
  display: grid;
  place-items: center;
  font-size: 18px;
  font-weight: 650;
  background: var(--accent-soft);
  color: var(--accent);
}
.logo {
  flex: none;
  max-width: 128px;
  height: 44px;
  padding: 4px;
  object-fit: contain;
  border-radius: 10px;
  background: #ffffff;
}
dl {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr);
  gap: 6px 16px;
  margin: 16px 0 20px;
  font-size: 15px;
}
dt {
  color: var(--muted);
}
dd {
  margin: 0;
}
blockquote {
  margin: 0 0 20px;
  padding: 4px 14px;
  border-left: 3px solid var(--line-strong);
  color: var(--muted);
  white-space: pre-line;
}
.actions {
  display: grid;
  gap: 10px;
  margin-top: 20px;
}
.button {
  display: flex;
  align-items: center;
  justify-content: center;
  min-height: 44px;
  padding: 9px 16px;
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  border-radius: 8px;
  cursor: pointer;
  border: 1px solid var(--line-strong);
  background: none;
  color: var(--text);
}
.button.primary {
  background: var(--accent);
  border-color: var(--accent);
  color: var(--on-accent);
}
.button.quiet {
  border-color: transparent;
  color: var(--muted);
  font-weight: 400;
}
.actions form .button {
  width: 100%;
}
.button[disabled] {
  opacity: 0.6;
  cursor: default;
}
label {
  display: flex;
  gap: 10px;
  align-items: flex-start;
}
input {
  width: 18px;
  height: 18px;
  margin: 3px 0 0;
  flex: none;
  accent-color: var(--accent);
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
@media (max-width: 520px) {
  body {
    padding: 0;
    place-items: start stretch;
    background: var(--surface);
  }
  main {
    width: 100%;
    padding: 24px 20px;
    border: 0;
    border-radius: 0;
  }
  dl {
    grid-template-columns: minmax(0, 1fr);
    gap: 0;
  }
  dd {
    margin-bottom: 8px;
  }
}
@media (forced-colors: active) {
  .button {
    border-color: ButtonText;
  }
}
`;
