import { z } from 'zod';
import { id, instant, line, name } from './inputs.js';

/* What connections of kind saml are given and show. */

/** Metadata that people paste; larger ones are read from their URL. */
const MAX_XML = 200_000;
const MAX_CERTIFICATES_TEXT = 40_000;

/** Of the last test sign-in. */
export const shownInTest = z.array(z.string()).optional().meta({
  description: 'What its answer said of the method: AuthnContextClassRef or acr, and amr.',
});

export const preset = z.enum(['okta', 'entra', 'google', 'keycloak', 'custom']).meta({
  description:
    'Whose attribute names hold where `names` says nothing. `custom` of kind saml: email, name, firstName, lastName, groups; of kind ' +
    'oidc: email, name, given_name, family_name, locale, groups.',
});

const attributeName = line(500).optional();

export const names = z
  .strictObject({
    email: attributeName,
    name: attributeName,
    firstName: attributeName,
    lastName: attributeName,
    locale: attributeName,
    groups: attributeName,
    subject: attributeName.meta({
      description: 'Says who the person is, in place of NameID or `sub`.',
    }),
    externalId: attributeName.meta({
      description: 'Has what the paired directory knows as `externalId`.',
    }),
  })
  .meta({
    description:
      'Names of attributes, or of claims, that are read, where they are not those of the preset. Changing `subject`, `externalId` or ' +
      '`email` asks for a new test.',
  });

export const address = z.url().max(2_000);

const entityId = line(1_024).meta({
  description: 'By which the provider names itself; which one, where metadata describe several.',
});

const providerInput = z
  .discriminatedUnion('from', [
    z.strictObject({
      from: z.literal('url'),
      url: address.meta({ description: 'Where the provider publishes its metadata.' }),
      entityId: entityId.optional(),
    }),
    z.strictObject({
      from: z.literal('document'),
      xml: z.string().min(1).max(MAX_XML).meta({ description: 'The metadata, as text.' }),
      entityId: entityId.optional(),
    }),
    z.strictObject({
      from: z.literal('fields'),
      entityId,
      signOnUrl: address.meta({ description: 'Where people sign in.' }),
      signOnBinding: z.enum(['redirect', 'post']).default('redirect'),
      logoutUrl: address.optional().meta({ description: 'Where requests to sign out go.' }),
      certificates: z.string().min(1).max(MAX_CERTIFICATES_TEXT).meta({
        description: 'PEM, one after the other, or base64 of one.',
      }),
    }),
  ])
  .meta({
    description:
      'What the provider says of itself. From a `url` it is read again every day, and new keys are taken over; a `document` and `fields` ' +
      'stay as they are. Of kind oidc: a `url`, which is the issuer or its discovery document. Another entity ID or issuer, address, key ' +
      'or source by hand asks for a new test.',
  });

/** Without the separator two values are one. */
const context = line(500).regex(/^\S+( \S+)*$/, 'must be values with one space between them');

export const samlOptions = {
  justInTime: z.enum(['on', 'off']).meta({
    description:
      'Whether people who are not yet members are admitted at their first sign-in. Default: on while no SCIM connection is active.',
  }),
  nameIdFormat: z.enum(['persistent', 'emailAddress', 'unspecified']).meta({
    description: 'What NameID is asked for. Default: none, so that the provider decides.',
  }),
  pairedWith: id.meta({
    description: 'The SCIM connection whose users are the people who sign in here.',
  }),
  signInContext: context.meta({
    description:
      'AuthnContextClassRef, or `acr`, of which every sign-in must show one; several with spaces between them. They are asked for ' +
      '(RequestedAuthnContext with comparison exact, `acr_values`), and an answer without any is refused, as are sessions of before. ' +
      'Default: nothing is asked for.',
  }),
  stepUpContext: context.meta({
    description:
      'The same of a fresh sign-in at the provider before an act of high risk. Default: as signInContext.',
  }),
  secondStep: z.enum(['ours', 'provider']).meta({
    description:
      'Whose second step is one where the organization asks for it: ours alone, or the provider’s too, where its answer says that there ' +
      'was one. Default: ours.',
  }),
  secondStepValues: z.array(line(500)).min(1).max(20).meta({
    description:
      'Values of AuthnContextClassRef, `acr` or `amr` by which the provider says so. Default: those of the preset; google has none.',
  }),
};

export const switches = {
  unsolicited: z.boolean().meta({
    description:
      'Whether sign-ins that begin at the provider are let in. What it costs: an answer that nobody asked for can be an ' +
      'attacker’s, so it is thrown away and a request of our own is begun in its place. Default: false.',
  }),
  forceAuthn: z.boolean().meta({
    description: 'Whether the provider is asked to have the person sign in anew. Default: false.',
  }),
  singleLogout: z.boolean().meta({
    description: 'Whether signing out here also signs out at the provider. Default: false.',
  }),
  notifyMembers: z.boolean().meta({
    description:
      'Whether members get mails about what the directory gives and takes. Default: false.',
  }),
};

export const newSamlConnection = z.strictObject({
  kind: z.literal('saml'),
  name,
  preset: preset.optional(),
  provider: providerInput.optional(),
  names: names.optional(),
  ...z.strictObject({ ...samlOptions, ...switches }).partial().shape,
});

/** Null: as if it had never been said. */
export const samlChanges = {
  preset: preset.optional(),
  provider: providerInput.optional(),
  names: names.optional(),
  justInTime: samlOptions.justInTime.nullable().optional(),
  nameIdFormat: samlOptions.nameIdFormat.nullable().optional(),
  pairedWith: samlOptions.pairedWith.nullable().optional(),
  signInContext: samlOptions.signInContext.nullable().optional(),
  stepUpContext: samlOptions.stepUpContext.nullable().optional(),
  secondStep: samlOptions.secondStep.nullable().optional(),
  secondStepValues: samlOptions.secondStepValues.nullable().optional(),
  unsolicited: switches.unsolicited.optional(),
  forceAuthn: switches.forceAuthn.optional(),
  singleLogout: switches.singleLogout.optional(),
  reissueAddresses: z.literal(true).optional().meta({
    description:
      'Gives our entity ID and addresses out anew, below the public URL of today. The provider must be told; asks for a new test.',
  }),
};

const endpoint = z.strictObject({
  binding: z.enum(['redirect', 'post']),
  location: z.string(),
  responseLocation: z.string().optional(),
});

const provider = z.strictObject({
  entityId: z.string(),
  signOn: z.array(endpoint).meta({ description: 'Where people sign in.' }),
  logout: z.array(endpoint).meta({ description: 'Where messages to sign out go.' }),
  certificates: z
    .array(
      z.strictObject({
        fingerprint: z.string().meta({ description: 'SHA-256 of the DER, in hex.' }),
        notBefore: instant,
        notAfter: instant,
        use: z.enum(['signing', 'encryption', 'both']),
      }),
    )
    .meta({ description: 'Every certificate whose key is believed, also past its end.' }),
  validUntil: instant.optional().meta({ description: 'The end that the metadata say themselves.' }),
});

const failure = z.strictObject({
  since: instant,
  at: instant.meta({ description: 'Of the last try.' }),
  reason: z.string(),
  message: z.string().meta({ description: 'What is wrong, and whose side it is on.' }),
});

export const metadata = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('url'),
    url: z.string(),
    fetchedAt: instant.meta({ description: 'When it was last read without a fault.' }),
    signerFingerprint: z.string().optional().meta({
      description: 'Of the certificate that signs the metadata; absent: they came unsigned.',
    }),
    failure: failure.optional().meta({ description: 'Since reading them fails.' }),
  }),
  z.strictObject({ kind: z.literal('document'), givenAt: instant }),
]);

/** Of connections of every kind at which people sign in, as they are shown. */
export const strengthFields = {
  signInContext: samlOptions.signInContext.optional(),
  stepUpContext: samlOptions.stepUpContext.optional(),
  secondStep: samlOptions.secondStep,
  secondStepValues: samlOptions.secondStepValues.optional(),
  effectiveSecondStepValues: z.array(z.string()).meta({
    description: 'By which the provider says that there was a second step, as they are read.',
  }),
};

export const samlFields = {
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
  serviceProvider: z
    .strictObject({
      entityId: z.string().meta({ description: 'Ours; also called Audience or Identifier.' }),
      acsUrl: z.string().meta({
        description: 'Where answers go; also called Reply URL or single sign-on URL.',
      }),
      sloUrl: z.string().meta({ description: 'Where messages to sign out go.' }),
      metadataUrl: z.string().meta({ description: 'Where the provider can read all of it.' }),
      isCurrent: z.boolean().meta({
        description:
          'False: the public URL of this server is another one by now; see `reissueAddresses`.',
      }),
    })
    .meta({ description: 'What the provider is told of us.' }),
  provider: provider.optional(),
  metadata: metadata.optional().meta({ description: 'Where the provider was read.' }),
  metadataState: z.enum(['missing', 'current', 'failing', 'ending', 'expired']).meta({
    description:
      '`failing`: it cannot be read, and what is known is still believed. `ending`: its own end is past, and keys are believed for ' +
      'seven days more. `expired`: nobody signs in until it is read again.',
  }),
  names,
  effectiveNames: names.meta({ description: 'Names of attributes as they are read.' }),
  justInTime: samlOptions.justInTime.optional(),
  nameIdFormat: samlOptions.nameIdFormat.optional(),
  pairedWith: samlOptions.pairedWith.optional(),
  ...strengthFields,
  unsolicited: switches.unsolicited,
  forceAuthn: switches.forceAuthn,
  singleLogout: switches.singleLogout,
};
