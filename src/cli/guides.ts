import type { ConnectionView } from './operators.js';

/** What to enter where, in the words of the provider's own console. */
export interface Guide {
  readonly title: string;
  /** name of `muster simulate` */
  readonly simulator: string;
  readonly where: string;
  readonly fields: (baseUrl: string, token: string) => readonly (readonly [string, string])[];
}

export const OKTA_GUIDE: Guide = {
  title: 'Okta',
  simulator: 'okta',
  where: 'your app → Provisioning → Integration',
  fields: (baseUrl, token) => [
    ['Base URL', baseUrl],
    ['API Token', token],
  ],
};

export const ENTRA_GUIDE: Guide = {
  title: 'Microsoft Entra ID',
  simulator: 'entra',
  where: 'Enterprise applications → your app → Provisioning',
  fields: (baseUrl, token) => [
    ['Tenant URL', baseUrl],
    ['Secret Token', token],
  ],
};

export const GUIDES: readonly Guide[] = [OKTA_GUIDE, ENTRA_GUIDE];

/** One provider's fields, one below the other. */
export function guideLines(
  guide: Guide,
  { scimBaseUrl }: Pick<ConnectionView, 'scimBaseUrl'>,
  token: string,
): string[] {
  const fields = guide.fields(scimBaseUrl, token);
  return [
    `  ${guide.title}: ${guide.where}`,
    ...fields.map(([name, value]) => `    ${name.padEnd(13)} ${value}`),
  ];
}

/** The line that plays the provider against the connection. */
export function simulatorLine(guide: Guide, scimBaseUrl: string, token: string): string {
  const { simulator } = guide;
  return `muster simulate ${simulator} --url ${scimBaseUrl} --token ${token} --users 25 --groups 3`;
}
