import type { LocaleTexts } from '../words.js';

const LINK_IS_PERSONAL =
  'The link is for you alone. Whoever was not expecting this mail can ignore it: nothing happens then.';

export const en: LocaleTexts = {
  greeting: 'Hello{{#name}} {{name}}{{/name}},',
  footer:
    'This mail was sent automatically because of something that happened in {{organization}}.',
  unsubscribe: 'To get no more mails of this kind: {{unsubscribe}}',
  noRole: 'none',
  unknownActor: 'Somebody',
  access: {
    added: 'You were added as a member.',
    suspended: 'Your access was suspended.',
    restored: 'Your access was restored.',
    spaceAdded: 'You now have access to a space: {{what}}',
    spaceRemoved: 'You no longer have access to a space: {{what}}',
  },
  mails: {
    invitation: {
      subject: '{{inviter}} invites you to {{organization}}',
      paragraphs: [
        '{{inviter}} invites you to join {{organization}}{{#roles}} as {{roles}}{{/roles}}.',
        '{{#message}}{{inviter}} writes:\n{{message}}{{/message}}',
        'The invitation is valid until {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Accept the invitation',
    },
    'invitation-reminder': {
      subject: 'Reminder: {{inviter}} invited you to {{organization}}',
      paragraphs: [
        '{{inviter}} invited you to join {{organization}}{{#roles}} as {{roles}}{{/roles}}, and you have not answered yet.',
        '{{#message}}{{inviter}} writes:\n{{message}}{{/message}}',
        'The invitation is valid until {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Accept the invitation',
    },
    'invitation-revoked': {
      subject: 'Your invitation to {{organization}} was withdrawn',
      paragraphs: [
        'The invitation to join {{organization}} was withdrawn. Its link does not work any more.',
        '{{#note}}The reason given: {{note}}{{/note}}',
      ],
    },
    'invitation-accepted': {
      subject: '{{person}} has joined {{organization}}',
      paragraphs: ['{{person}} ({{email}}) has accepted your invitation to {{organization}}.'],
    },
    'access-changed': {
      subject: 'Your access to {{organization}} has changed',
      paragraphs: ['{{actor}} has changed your access to {{organization}}:', '{{items}}'],
    },
    'role-changed': {
      subject: 'Your role in {{organization}} has changed',
      paragraphs: [
        '{{actor}} has changed your roles in {{organization}}. They are now: {{roles}}.',
      ],
    },
    'member-removed': {
      subject: 'You are no longer a member of {{organization}}',
      paragraphs: ['{{actor}} has removed you from {{organization}}. Your access has ended.'],
    },
    'seat-assigned': {
      subject: 'You can now use {{product}}',
      paragraphs: ['{{actor}} has given you a seat of {{product}} in {{organization}}.'],
    },
    'seat-removed': {
      subject: 'You no longer have a seat of {{product}}',
      paragraphs: ['{{actor}} has taken back your seat of {{product}} in {{organization}}.'],
    },
    'seat-requested': {
      subject: '{{person}} asks for a seat of {{product}}',
      paragraphs: [
        '{{person}} asks for a seat of {{product}} in {{organization}}. You can approve or deny the request.',
      ],
    },
    'seat-granted': {
      subject: 'Your seat of {{product}} was granted',
      paragraphs: ['You asked for a seat of {{product}} in {{organization}}, and it is now yours.'],
    },
    'seat-denied': {
      subject: 'Your request for {{product}} was denied',
      paragraphs: [
        '{{actor}} has denied your request for a seat of {{product}} in {{organization}}.',
      ],
    },
    'seat-limit': {
      subject: '{{organization}} uses {{percent}} % of the seats of {{product}}',
      paragraphs: [
        '{{used}} of {{seats}} seats of {{product}} in {{organization}} are in use ({{percent}} %).',
      ],
    },
    'member-limit': {
      subject: '{{organization}} uses {{percent}} % of its places for members',
      paragraphs: [
        '{{organization}} has {{used}} members; its plan has room for {{limit}} ({{percent}} %).',
      ],
    },
    'join-requested': {
      subject: '{{person}} asks to join {{organization}}',
      paragraphs: [
        '{{person}} ({{email}}) asks to join {{organization}}. You can approve or deny the request.',
        '{{#message}}The message with it:\n{{message}}{{/message}}',
      ],
    },
    'join-approved': {
      subject: 'You are now a member of {{organization}}',
      paragraphs: ['Your request to join {{organization}} was approved.'],
    },
    'join-denied': {
      subject: 'Your request to join {{organization}} was denied',
      paragraphs: [
        'Your request to join {{organization}} was denied.',
        '{{#reason}}The reason given: {{reason}}{{/reason}}',
      ],
    },
    'ownership-offered': {
      subject: '{{from}} offers you the ownership of {{organization}}',
      paragraphs: [
        '{{from}} offers you the ownership of {{organization}}. Nothing changes until you accept.',
        'The offer is valid until {{expires}}.',
      ],
    },
    'ownership-accepted': {
      subject: '{{organization}} has a new owner',
      paragraphs: [
        '{{to}} has accepted the ownership of {{organization}}, which {{from}} had offered.',
      ],
    },
    'token-expiring': {
      subject: 'A token of {{organization}} expires in {{days}} days',
      paragraphs: [
        'The token {{token}} of {{organization}} expires in {{days}} days. What uses it stops working then; make a new one in time.',
      ],
    },
    'sync-failing': {
      subject: 'Directory sync of {{organization}} is failing',
      paragraphs: [
        'The connection {{connection}} of {{organization}} is failing, so changes at the identity provider do not arrive.',
        '{{#reason}}The last error: {{reason}}{{/reason}}',
      ],
    },
    'lockout-refused': {
      subject: 'The directory would have left {{organization}} without an administrator',
      paragraphs: [
        'The directory wanted to take {{person}} away, who is the last owner or administrator of {{organization}}. That was refused.',
        'Make somebody else an administrator first, or correct the assignment at the identity provider.',
      ],
    },
    'sync-recovered': {
      subject: 'Directory sync of {{organization}} works again',
      paragraphs: ['The connection {{connection}} of {{organization}} works again.'],
    },
    'import-finished': {
      subject: 'The import into {{organization}} has finished',
      paragraphs: [
        'The import into {{organization}} has finished: {{succeeded}} rows were done, {{failed}} failed.',
      ],
    },
    'webhook-disabled': {
      subject: 'A webhook endpoint of {{organization}} was switched off',
      paragraphs: [
        'The webhook endpoint {{endpoint}} of {{organization}} was switched off because deliveries kept failing.',
        '{{#reason}}The last error: {{reason}}{{/reason}}',
      ],
    },
    'host-notice': {
      subject: '{{title}} ({{organization}})',
      paragraphs: ['{{title}}', '{{text}}'],
      button: 'Open',
    },
    'domain-proof': {
      subject: 'Code for the domain {{domain}} in {{organization}}',
      paragraphs: [
        'Somebody wants to prove that the domain {{domain}} belongs to {{organization}}. The code is:',
        '{{code}}',
        'If you know nothing of it, do not pass the code on.',
      ],
    },
    digest: {
      subject: 'What happened in {{organization}}',
      paragraphs: ['Since the last summary, this happened in {{organization}}:', '{{items}}'],
    },
  },
};
