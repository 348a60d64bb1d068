import { startSubject, type SubjectOptions } from './process.js';
import type { Tenant } from './seed.js';

export const OPERATOR_KEY = 'bench-operator-key';

export interface Prepared extends Tenant {
  readonly token: string;
  /** another organization, whose members no directory brought */
  readonly hostedId: string;
}

/** The tenant is made as an operator makes it. */
export async function prepare(storeUrl: string, options?: SubjectOptions): Promise<Prepared> {
  const subject = await startSubject(storeUrl, OPERATOR_KEY, options);
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const answer = await fetch(`${subject.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  try {
    const organization = await post('/organizations', { name: 'Bench' });
    const path = `/organizations/${organization['id']}/connections`;
    const connection = await post(path, { kind: 'scim', name: 'Bench' });
    const credential = await post(`${path}/${connection['id']}/credentials`, { kind: 'token' });
    return {
      organizationId: String(organization['id']),
      connectionId: String(connection['id']),
      token: String(credential['token']),
      hostedId: String((await post('/organizations', { name: 'Hosted' }))['id']),
    };
  } finally {
    await subject.stop();
  }
}
