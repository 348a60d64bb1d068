// A host application in forty lines: who is signed in is its own business, who belongs to the organization is Muster's.
import express from 'express';
import { createClient, MusterError } from '@muster/client';

const { MUSTER_URL, MUSTER_KEY, MUSTER_ORGANIZATION, PORT = '3000' } = process.env;
const muster = createClient({ url: MUSTER_URL ?? 'http://127.0.0.1:8080', key: MUSTER_KEY });
const params = { organizationId: MUSTER_ORGANIZATION };

/** Replace it by your session. A header that anybody can send is for this demonstration only. */
const signedIn = (request) => ({ email: request.get('demo-user'), emailVerified: true });

/** Asks Muster on each request: a person who left or was suspended a moment ago is refused. */
async function requireMember(request, response, next) {
  const { email } = signedIn(request);
  if (!email) return response.status(401).json({ error: 'Sign in first.' });
  const filter = `email eq ${JSON.stringify(email)}`;
  const { items } = await muster.listMembers({ params, query: { state: 'active', filter } });
  if (items.length === 0) return response.status(403).json({ error: 'You are no member here.' });
  request.member = items[0];
  next();
}

const app = express().use(express.json());
app.get('/projects', requireMember, ({ member: { name, roles } }, response) => {
  response.json({ for: name, roles, projects: ['Apollo', 'Gemini'] });
});
app.post('/invitations', requireMember, async ({ body: { email }, member }, response) => {
  await muster.createInvitation({ params, body: { email }, actingMember: member.id });
  response.status(201).json({ invited: email });
});
// the link of the mail leads here, with the token behind #, which a browser keeps to itself
app.get('/join', (_request, response) =>
  response.sendFile('join.html', { root: import.meta.dirname }),
);
app.post('/join', async (request, response) => {
  const body = { token: request.body.token, ...signedIn(request), explicit: true };
  response.json(await muster.acceptInvitationHere({ params, body }));
});
app.use((error, _request, response, next) => {
  if (!(error instanceof MusterError)) return next(error);
  response.status(error.status).json({ code: error.code, error: error.problem.detail });
});
app.listen(Number(PORT), '127.0.0.1');
