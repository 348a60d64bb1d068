// An identity provider on npm's oidc-provider, a process of its own: node oidc-provider.mjs PORT FOLDER [TENANT]. In the folder lie people.json,
// and clients.json, which says whom it trusts and is read at every request. With a tenant it stands below that path, as Entra does.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import MemoryAdapter from '../../../node_modules/oidc-provider/lib/adapters/memory_adapter.js';

const [port, folder, tenant = ''] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const people = read('people.json');
const path = tenant === '' ? '' : `/${tenant}`;
const issuer = `http://localhost:${port}${path}`;

class Adapter extends MemoryAdapter {
  async find(id) {
    return this.model === 'Client' ? read('clients.json')[id] : super.find(id);
  }
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider(issuer, {
  adapter: Adapter,
  jwks: {
    keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'first', use: 'sig', alg: 'RS256' }],
  },
  // its own guard refuses loopback, where everything of a test is
  fetch: (url, { dispatcher: _guard, ...options }) => fetch(url, options),
  cookies: { keys: ['a-key-for-tests-only'] },
  pkce: { required: () => true },
  claims: {
    // Google's hd, and what Entra says in its ID tokens
    openid: ['sub', 'sid', 'hd', 'tid', 'oid', 'acrs'],
    email: ['email', 'email_verified'],
    profile: ['name', 'given_name', 'family_name'],
    groups: ['groups'],
  },
  features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_ctx, id) =>
    people[id] && { accountId: id, claims: async () => ({ ...people[id], sub: id }) },
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile groups');
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();
createServer((request, response) => {
  request.originalUrl = request.url;
  if (request.url.startsWith(path)) request.url = request.url.slice(path.length) || '/';
  void answer(request, response);
}).listen(Number(port), 'localhost');
