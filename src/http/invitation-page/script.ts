import type { InvitationTextsByLocale } from './texts.js';

/** The script of the page, with its texts. `<` is written as an escape, so that it may stand in a page, too. */
export function invitationScript(texts: InvitationTextsByLocale): string {
  return SCRIPT.replace('TEXTS', () => JSON.stringify(texts).replaceAll('<', '\\u003c'));
}

/** Runs in browsers. What comes from outside becomes text and never markup; the token leaves the page in bodies and behind `#` only. */
const SCRIPT = `'use strict';
(() => {
  const allTexts = TEXTS;
  const root = new URL('../', document.currentScript.src);
  const main = document.querySelector('main');
  let texts = allTexts[document.documentElement.lang] || allTexts.en;
  let token = '';
  let color;

  /** States by the code of the refusal. */
  const states = {
    'link.invalid': 'unknown',
    'request.invalid': 'unknown',
    'organization.missing': 'closed',
    'organization.disabled': 'closed',
    'organization.deleted': 'closed',
    'request.too_many': 'busy',
    'invitation.expired': 'expired',
    'invitation.accepted': 'accepted',
    'invitation.declined': 'declined',
    'invitation.revoked': 'revoked',
    'invitation.superseded': 'superseded',
  };

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function fill(template, values) {
    return template.replace(/{{(\\w+)}}/g, (_tag, name) => values[name] || '');
  }

  function button(label, look, work) {
    const made = element('button', { type: 'button', class: 'button ' + look }, label);
    made.addEventListener('click', () => {
      made.disabled = true;
      work();
    });
    return made;
  }

  /** The heading gets the focus: a screen reader says what has become of the page. */
  function show(title, ...parts) {
    const heading = element('h1', { tabindex: '-1' }, title);
    const top = parts[0] && parts[0].className === 'who' ? [parts.shift()] : [];
    main.replaceChildren(...top, heading, ...parts);
    main.removeAttribute('aria-busy');
    document.title = title;
    heading.focus();
  }

  async function post(operation, body) {
    const response = await fetch(new URL('api/v1/invitations/' + operation, root), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...body }),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    if (response.status === 204) return {};
    const answer = await response.json();
    if (response.ok) return answer;
    const { code, details } = answer;
    throw Object.assign(new Error(code), { code, details });
  }

  function showState(name, { expiresAt } = {}) {
    const { title, text } = texts.states[name];
    const end = expiresAt ? [element('p', {}, texts.until + ': ' + formatDate(expiresAt))] : [];
    const actions = [];
    if (name === 'expired') actions.push(button(texts.askAgain, 'primary', askAgain));
    if (name === 'busy' || name === 'failed') actions.push(button(texts.tryAgain, 'primary', start));
    const more = actions.length > 0 ? [element('div', { class: 'actions' }, ...actions)] : [];
    show(title, element('p', { class: 'muted' }, text), ...end, ...more);
  }

  function showRefusal(error) {
    showState(states[error.code] || 'failed', error.details);
  }

  async function askAgain() {
    try {
      await post('ask-again', {});
      showState('asked');
    } catch (error) {
      showRefusal(error);
    }
  }

  async function decline(reportAbuse) {
    try {
      await post('decline', { reportAbuse });
      showState('youDeclined');
    } catch (error) {
      showRefusal(error);
    }
  }

  function askToDecline(invitation) {
    const box = element('input', { type: 'checkbox' });
    show(
      fill(texts.declineQuestion, { organization: invitation.organization.name }),
      element('label', {}, box, texts.report),
      element(
        'div',
        { class: 'actions' },
        button(texts.decline, 'primary', () => decline(box.checked)),
        button(texts.keep, 'quiet', () => showInvitation(invitation)),
      ),
    );
  }

  function who({ organization, application }) {
    const words = element('div', {}, element('b', {}, organization.name));
    if (application) {
      words.append(element('span', { class: 'muted' }, fill(texts.uses, { application })));
    }
    return element('div', { class: 'who' }, mark(organization), words);
  }

  /** The logo as this server has it, else the first letter of the name. */
  function mark({ name, logo }) {
    if (logo) {
      const src = new URL(logo.url.slice(logo.url.lastIndexOf('/logos/') + 1), root).href;
      return element('img', { class: 'logo', src, alt: '' });
    }
    const initial = Array.from(name)[0] || '';
    return element('span', { class: 'mark', 'aria-hidden': 'true' }, initial.toUpperCase());
  }

  /** The colour of the organization, as on the pages of sign-in. */
  function paint({ branding = {} }) {
    if (color) color.remove();
    color = undefined;
    if (!/^#[0-9a-f]{6}$/i.test(branding.color || '')) return;
    const href = new URL('sign-in/color.css?color=' + branding.color.slice(1), root).href;
    color = element('link', { rel: 'stylesheet', href });
    document.head.append(color);
  }

  /** In the reader's zone, and as the reader's own language writes dates where the page is in it. */
  function formatDate(at) {
    const { lang } = document.documentElement;
    const own = navigator.language || '';
    const tag = own.split('-')[0] === lang ? own : lang;
    const style = { dateStyle: 'full', timeStyle: 'short' };
    return new Intl.DateTimeFormat(tag, style).format(new Date(at));
  }

  /** Who has signed in, where it is accepted on this server: the invited address may be somebody else's (console A15). */
  function signedInAs({ redirectUrl }) {
    return isElsewhere(redirectUrl) ? '' : document.body.dataset.signedIn || '';
  }

  function isElsewhere(redirectUrl) {
    return /^https?:/.test(redirectUrl || '');
  }

  function facts(invitation) {
    const { roles, spaces, products, emailHint, expiresAt } = invitation;
    const list = new Intl.ListFormat(document.documentElement.lang);
    const rows = [
      [texts.role, list.format(roles)],
      [texts.spaces, list.format(spaces)],
      [texts.seats, list.format(products)],
      [texts.address, emailHint],
      [texts.signedIn, signedInAs(invitation)],
      [texts.until, formatDate(expiresAt)],
    ];
    const shown = rows.filter(([, value]) => value !== '');
    return element(
      'dl',
      {},
      ...shown.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
    );
  }

  function way({ redirectUrl }) {
    if (isElsewhere(redirectUrl)) {
      const attributes = { class: 'button primary', href: redirectUrl + '#' + token, rel: 'noreferrer' };
      return element('a', attributes, texts.accept);
    }
    // on this server: the next page asks before anything is accepted
    const action = new URL('invitation/join', root).href;
    const form = element('form', { method: 'post', action });
    form.append(
      element('input', { type: 'hidden', name: 'token', value: token }),
      element('button', { class: 'button primary' }, texts.accept),
    );
    return form;
  }

  function showInvitation(invitation) {
    const { organization, inviter, message } = invitation;
    paint(organization);
    const names = { organization: organization.name, inviter: inviter.name };
    const title = fill(inviter.isPerson ? texts.invitedBy : texts.invited, names);
    const parts = [who(invitation)];
    if (message) parts.push(element('blockquote', {}, message));
    parts.push(facts(invitation));
    const actions = [
      way(invitation),
      button(texts.decline, 'quiet', () => askToDecline(invitation)),
    ];
    show(title, ...parts, element('div', { class: 'actions' }, ...actions));
  }

  async function start() {
    token = location.hash.slice(1);
    if (token === '') return showState('unknown');
    try {
      const invitation = await post('lookup', {});
      texts = allTexts[invitation.language] || texts;
      document.documentElement.lang = allTexts[invitation.language] ? invitation.language : 'en';
      showInvitation(invitation);
    } catch (error) {
      showRefusal(error);
    }
  }

  // another link, put into the address bar of this page
  window.addEventListener('hashchange', start);
  start();
})();
`;
