import type { Settings } from '#settings/index.js';
import { warn, type Finding } from './findings.js';

/** Settings that are valid each and do not go together. Nothing stops working by them at once, so that they are easily overlooked. */
export function adviseOn(settings: Settings): Finding[] {
  return [adviseOnSender, adviseOnProxy, adviseOnLanding].flatMap((advise) => advise(settings));
}

/** RFC 2606 and RFC 6762: names that no mail server outside knows. */
const PRIVATE_DOMAIN = /(^|\.)(localhost|local|localdomain|internal|invalid|test|example)$/i;
const EXAMPLE_DOMAIN = /(^|\.)example\.(com|net|org)$/i;

function adviseOnSender({ mail }: Settings): Finding[] {
  if (mail.smtp.host === undefined) return [];
  const [domain = ''] = /[^@\s<>]+(?=>?$)/.exec(mail.from) ?? [];
  const isKnown = domain.includes('.') && !PRIVATE_DOMAIN.test(domain);
  if (isKnown && !EXAMPLE_DOMAIN.test(domain)) return [];
  return [
    warn(
      'sender of mails',
      `mail.from is ${mail.from}: mail servers refuse what comes from a domain that is none, or not yours`,
      'set mail.from to an address of a domain for which your mail server may send',
    ),
  ];
}

/** Muster itself speaks http: where its URL is https there is a proxy in front. */
function adviseOnProxy({ http }: Settings): Finding[] {
  const { publicUrl, trustProxy } = http;
  if (trustProxy === false && publicUrl?.startsWith('https:') === true) {
    return [
      warn(
        'proxy',
        'http.publicUrl is https and http.trustProxy is off: limits by address take all clients for one, the proxy',
        'set http.trustProxy to the address of the proxy, and have it set X-Forwarded-For, -Proto and -Host itself',
      ),
    ];
  }
  if (trustProxy !== false && publicUrl === undefined) {
    return [
      warn(
        'proxy',
        'http.trustProxy is set and http.publicUrl is not: links in mails lead to the address that Muster listens on',
        'set http.publicUrl to the address under which the proxy is reached',
      ),
    ];
  }
  return [];
}

/** Said only to an installation that others can reach: one to try things has no application yet. */
function adviseOnLanding({ invitations, http, mail }: Settings): Finding[] {
  if (http.publicUrl === undefined && mail.smtp.host === undefined) return [];
  const { landingUrl, acceptUrl } = invitations;
  const page = landingUrl ?? acceptUrl;
  const name = landingUrl === undefined ? 'acceptUrl' : 'landingUrl';
  if (page === undefined) {
    return [
      warn(
        'invitation page',
        'neither invitations.landingUrl nor invitations.acceptUrl is set: people who follow an invitation cannot accept it there',
        'set one of them to the page of your application that signs people in and accepts',
      ),
    ];
  }
  if (page.startsWith('https:') || http.publicUrl?.startsWith('https:') !== true) return [];
  return [
    warn(
      'invitation page',
      `invitations.${name} is not https: whoever stands between reads the link's token, which accepts`,
      'put TLS before that page',
    ),
  ];
}
