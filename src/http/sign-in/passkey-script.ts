import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The library of the browser's side as its package has it for pages: what it exports for Node lies in `script/`. */
export function passkeyLibrary(): Promise<string> {
  const main = require.resolve('@simplewebauthn/browser');
  return readFile(new URL('../dist/bundle/index.umd.min.js', `file://${main}`), 'utf8');
}

/** Asks the browser for the passkey when the button is pressed, and sends what it says as the form that it is. */
export const PASSKEY_SCRIPT = `'use strict';
const form = document.querySelector('form[data-passkey]');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { passkey, options } = form.dataset;
  const { startRegistration, startAuthentication } = SimpleWebAuthnBrowser;
  const ask = passkey === 'create' ? startRegistration : startAuthentication;
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    form.elements.response.value = JSON.stringify(await ask({ optionsJSON: JSON.parse(options) }));
    form.submit();
  } catch {
    document.getElementById('failed').hidden = false;
    button.disabled = false;
  }
});
`;
