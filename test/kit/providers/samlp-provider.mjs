// An identity provider on npm's samlp, a process of its own: node samlp-provider.mjs PORT FOLDER. In the folder lie idp.pem, idp.crt and
// people.json; services.json says whom it trusts, and is read at every request.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import samlp from 'samlp';

const [port, folder] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, name), 'utf8');
const issuer = `http://localhost:${port}/idp`;
const keys = { issuer, cert: read('idp.crt'), key: read('idp.pem') };
const people = JSON.parse(read('people.json'));
const escape = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/** How samlp asks a person: NameID, and attributes by name. */
function profileOf(name) {
  const attributes = people[name];
  return {
    getClaims: () => attributes,
    getNameIdentifier: () => ({
      nameIdentifier: attributes.uid[0],
      nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    }),
  };
}

function encryptionFor(certificate) {
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
  const publicKey = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' });
  return { encryptionCert: pem, encryptionPublicKey: publicKey };
}

const app = express();
app.use(express.urlencoded({ extended: false }));
app.get(
  '/sso/FederationMetadata/2007-06/FederationMetadata.xml',
  samlp.metadata({ ...keys, endpointPath: '/sso', redirectEndpointPath: '/sso' }),
);
app.get('/sso', ({ query }, response) => {
  const hidden = ['SAMLRequest', 'RelayState'].map(
    (name) => `<input type="hidden" name="${name}" value="${escape(query[name] ?? '')}">`,
  );
  response.send(
    `<form method="get" action="/answer">${hidden.join('')}<input type="text" name="username" value=""><input type="password" name="password" value=""><button>Sign in</button></form>`,
  );
});
app.get('/answer', (request, response, next) => {
  const { username, SAMLRequest } = request.query;
  if (!people[username]) return response.status(403).send('Nobody of that name.');
  return samlp.parseRequest(request, { ...keys, deflate: true }, (error, parsed) => {
    if (error || !SAMLRequest) return response.status(400).send(String(error));
    const service = JSON.parse(read('services.json'))[parsed.issuer];
    if (!service) return response.status(403).send(`Not trusted: ${parsed.issuer}`);
    return samlp.auth({
      ...keys,
      audience: parsed.issuer,
      recipient: service.acsUrl,
      destination: service.acsUrl,
      inResponseTo: parsed.id,
      ...(service.encrypt && encryptionFor(service.certificate)),
      sessionIndex: `session-${username}`,
      signResponse: true,
      getUserFromRequest: () => people[username],
      profileMapper: () => profileOf(username),
      getPostURL: (_audience, _document, _request, callback) => callback(null, service.acsUrl),
    })(request, response, next);
  });
});
app.listen(Number(port), 'localhost');
