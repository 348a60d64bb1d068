import { z } from 'zod';
import { id, instant, line, name } from './inputs.js';
import {
  address,
  metadata,
  names,
  preset,
  shownInTest,
  samlOptions,
  strengthFields,
  switches,
} from './saml-connection-shapes.js';

/* What connections of kind oidc are given and show. */

/** Claims and scopes of one connection. */
const MAX_LISTED = 50;

const { justInTime, pairedWith } = samlOptions;
const { signInContext, stepUpContext, secondStep, secondStepValues } = samlOptions;
const { forceAuthn, singleLogout, notifyMembers } = switches;

const clientId = line(500).meta({ description: 'As the provider calls this application.' });

const clientSecret = z.string().min(1).max(1_000).meta({
  description:
    'By which this application proves itself. It is kept wrapped and never shown; a new one takes effect at once.',
});

const clientAuthentication = z.enum(['secret', 'private_key_jwt']).meta({
  description:
    'How this application proves itself: by the client secret, or by signatures of a key of ours that the provider reads at ' +
    '`relyingParty.keysUrl`. Default: secret.',
});

const options = {
  scopes: z.array(line(200)).min(1).max(MAX_LISTED).meta({
    description: 'Scopes that are asked for. Default: openid, email, profile; at Okta groups too.',
  }),
  maxAge: z.int().min(0).max(31_536_000).meta({
    description: 'Seconds since the person signed in at the provider, at most. Default: no limit.',
  }),
  hostedDomains: z
    .array(
      z
        .string()
        .toLowerCase()
        .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/),
    )
    .min(1)
    .max(MAX_LISTED)
    .meta({
      description:
        'Domains of Google Workspace whose people are let in (claim `hd`). Preset google asks for at least one. Changing them asks for ' +
        'a new test.',
    }),
  withoutPkce: z.boolean().meta({
    description:
      'For a provider that refuses PKCE, and whose discovery does not say S256: it weakens every sign-in. Default: false.',
  }),
};

export const newOidcConnection = z.strictObject({
  kind: z.literal('oidc'),
  name,
  preset: preset.optional(),
  provider: z
    .strictObject({
      from: z.literal('url'),
      url: address.meta({
        description: 'The issuer, or the address of its .well-known/openid-configuration.',
      }),
    })
    .optional()
    .meta({ description: 'Where the provider says what it is; read again every day.' }),
  clientId: clientId.optional(),
  clientSecret: clientSecret.optional(),
  names: names.optional(),
  ...z
    .strictObject({
      clientAuthentication,
      ...options,
      justInTime,
      pairedWith,
      signInContext,
      stepUpContext,
      secondStep,
      secondStepValues,
      forceAuthn,
      singleLogout,
      notifyMembers,
    })
    .partial().shape,
});

/** Null: as if it had never been said. */
export const oidcChanges = {
  clientId: clientId.optional(),
  clientSecret: clientSecret.optional(),
  clientAuthentication: clientAuthentication.nullable().optional(),
  scopes: options.scopes.nullable().optional(),
  maxAge: options.maxAge.nullable().optional(),
  hostedDomains: options.hostedDomains.nullable().optional(),
  withoutPkce: options.withoutPkce.optional(),
};

const provider = z.strictObject({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  keysUrl: z.string(),
  userinfoEndpoint: z.string().optional(),
  endSessionEndpoint: z.string().optional(),
  keys: z
    .array(z.strictObject({ keyId: z.string().optional(), algorithm: z.string() }))
    .meta({ description: 'Every key whose signatures are believed.' }),
  algorithms: z.array(z.string()).meta({ description: 'With which it signs ID tokens.' }),
  takesPkce: z.boolean(),
  namesItself: z.boolean().meta({ description: 'In every answer (RFC 9207).' }),
});

export const oidcFields = {
  preset,
  configuration: z.int().meta({
    description: 'Rises when whom to believe, or what says who is who, is changed by hand.',
  }),
  isTested: z.boolean().meta({
    description: 'A test sign-in went well with the configuration as it is: it can be activated.',
  }),
  tested: z
    .strictObject({ configuration: z.int(), at: instant, shown: shownInTest })
    .optional()
    .meta({ description: 'The last test sign-in that went well.' }),
  relyingParty: z
    .strictObject({
      redirectUrl: z.string().meta({ description: 'Where answers go; also called callback URL.' }),
      initiateUrl: z.string().meta({ description: 'Where tiles of the provider begin a sign-in.' }),
      signedOutUrl: z.string().meta({ description: 'Where browsers come back after a sign-out.' }),
      backChannelLogoutUrl: z.string().meta({ description: 'Where logout tokens are posted.' }),
      keysUrl: z.string().meta({ description: 'Our public keys, for private_key_jwt.' }),
      isCurrent: z.boolean().meta({
        description:
          'False: the public URL of this server is another one by now; see `reissueAddresses`.',
      }),
    })
    .meta({ description: 'What the provider is told of us.' }),
  provider: provider.optional(),
  metadata: metadata.optional().meta({ description: 'Where the provider was read.' }),
  metadataState: z.enum(['missing', 'current', 'failing']).meta({
    description: '`failing`: it cannot be read, and what is known is still believed.',
  }),
  clientId: clientId.optional(),
  clientAuthentication,
  hasClientSecret: z.boolean(),
  names,
  effectiveNames: names.meta({ description: 'Names of claims as they are read.' }),
  scopes: options.scopes.optional(),
  maxAge: options.maxAge.optional(),
  hostedDomains: z.array(z.string()).optional(),
  withoutPkce: options.withoutPkce,
  justInTime: justInTime.optional(),
  pairedWith: id.optional(),
  ...strengthFields,
  forceAuthn,
  singleLogout,
};
