import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The library of the browser's side as its package has it for pages: what it exports for Node lies in `script/`. */
export function passkeyLibrary(): Promise<string> {
  const main = require.resolve('@simplewebauthn/browser');
  return readFile(new URL('../dist/bundle/index.umd.min.js', `file://${main}`), 'utf8');
}

/**
 * Asks the browser for the passkey when the button is pressed, and sends what it says as the form that it is. On the page of the address
 * the browser offers its passkeys beside the field as well, where it can; what it is to sign is asked for then, and anew before it ends.
 */
export const PASSKEY_SCRIPT = `'use strict';
const { startRegistration, startAuthentication, browserSupportsWebAuthnAutofill } =
  SimpleWebAuthnBrowser;
const form = document.querySelector('form[data-passkey]');
const { passkey, options, ask } = form.dataset;
const button = form.querySelector('button');
const failed = document.getElementById('failed');
const start = passkey === 'create' ? startRegistration : startAuthentication;

async function optionsJSON() {
  if (!ask) return JSON.parse(options);
  const answer = await fetch(ask, { method: 'POST' });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// once, though the browser's own offer and the button may both be answered; again when the page is come back to
let sent = false;
window.addEventListener('pageshow', () => (sent = false));

async function take(useBrowserAutofill) {
  const answer = await start({ optionsJSON: await optionsJSON(), useBrowserAutofill });
  if (sent) return;
  sent = true;
  form.elements.response.value = JSON.stringify(answer);
  form.submit();
}

async function offer() {
  if (!ask || document.hidden || button.disabled) return;
  if (await browserSupportsWebAuthnAutofill()) await take(true).catch(() => undefined);
}

// until here the form would have been sent without a passkey
button.disabled = false;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  failed.hidden = true;
  try {
    await take(false);
  } catch {
    failed.hidden = false;
    button.disabled = false;
    void offer();
  }
});
// not again by itself the one that was just refused
if (failed.hidden) void offer();
setInterval(offer, 9 * 60_000);
`;
