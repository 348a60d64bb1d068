import { Secret, TOTP } from 'otpauth';
import { operations, type Operation } from '#api/index.js';
import { TestPasskey } from './authenticator.js';
import type { ContractExamples, Placeholders } from './contract-examples.js';
import { requests, type Json, type Reply } from './server.js';

async function begin(examples: ContractExamples, operation: Operation): Promise<Json> {
  const reply = await examples.perform(await examples.callOf(operation));
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.body;
}

async function beginApp(examples: ContractExamples): Promise<Placeholders> {
  const { id, secret } = await begin(examples, operations.beginPersonApp as unknown as Operation);
  const totp = new TOTP({ secret: Secret.fromBase32(String(secret)) });
  return { appId: String(id), appCode: totp.generate() };
}

async function beginPasskey(examples: ContractExamples): Promise<Placeholders> {
  const { server } = examples;
  const begun = await begin(examples, operations.beginPersonPasskey as unknown as Operation);
  const options = begun['options'] as unknown as { challenge: string; rp: { id: string } };
  const origin = new URL(server.home).origin;
  const passkeyResponse = new TestPasskey(options.rp.id).create(options, { origin });
  return { passkeyId: String(begun.id), passkeyResponse };
}

/** The cookie that the answer sets, for the calls after it. */
export function withCookieOf(
  reply: Reply,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const [cookie = ''] = (reply.headers.get('set-cookie') ?? '').split(';');
  return { ...headers, cookie };
}

/** Who has an app, and the session that goes on after it was set up. */
async function makeApp(examples: ContractExamples): Promise<Placeholders> {
  const { appId = '', appCode } = await beginApp(examples);
  const headers = JSON.parse(await examples.make('personHeaders')) as Record<string, string>;
  const ask = requests(`${examples.server.url}/api/v1`);
  const body = { id: appId, code: appCode };
  const reply = await ask('POST', '/me/second-factors/app/confirm', { headers, body });
  if (reply.status !== 200) throw new Error(reply.text);
  examples.remember('personHeaders', JSON.stringify(withCookieOf(reply, headers)));
  return { factorId: appId };
}

/** The session of the person. */
async function findSession(examples: ContractExamples): Promise<Placeholders> {
  const headers = JSON.parse(await examples.make('personHeaders')) as Record<string, string>;
  const ask = requests(`${examples.server.url}/api/v1`);
  const { body } = await ask('GET', '/me/sessions', { headers });
  return { sessionId: String(body['items']?.[0]?.id) };
}

/** What must be so before a person can do it about themselves. */
export const personPreconditions = {
  confirmPersonApp: beginApp,
  confirmPersonPasskey: beginPasskey,
  makePersonCodes: makeApp,
  removePersonFactor: makeApp,
  endPersonSession: findSession,
};
