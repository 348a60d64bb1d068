import type { LocaleTexts } from '../words.js';

const LINK_IS_PERSONAL =
  'Ce lien vous est personnel. Si vous n’attendiez pas ce message, ignorez-le : rien ne se passera.';

export const fr: LocaleTexts = {
  greeting: 'Bonjour{{#name}} {{name}}{{/name}},',
  footer:
    'Ce message a été envoyé automatiquement à la suite d’un événement dans {{organization}}.',
  unsubscribe: 'Pour ne plus recevoir ce type de message : {{unsubscribe}}',
  noRole: 'aucun',
  unknownActor: 'Quelqu’un',
  access: {
    added: 'Vous avez été ajouté comme membre.',
    suspended: 'Votre accès a été suspendu.',
    restored: 'Votre accès a été rétabli.',
    spaceAdded: 'Vous avez maintenant accès à un espace : {{what}}',
    spaceRemoved: 'Vous n’avez plus accès à un espace : {{what}}',
  },
  mails: {
    invitation: {
      subject: '{{inviter}} vous invite à rejoindre {{organization}}',
      paragraphs: [
        '{{inviter}} vous invite à rejoindre {{organization}}{{#roles}} (rôle : {{roles}}){{/roles}}.',
        '{{#message}}{{inviter}} vous écrit :\n{{message}}{{/message}}',
        'L’invitation est valable jusqu’au {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Accepter l’invitation',
    },
    'invitation-reminder': {
      subject: 'Rappel : {{inviter}} vous a invité à rejoindre {{organization}}',
      paragraphs: [
        '{{inviter}} vous a invité à rejoindre {{organization}}{{#roles}} (rôle : {{roles}}){{/roles}} et attend votre réponse.',
        '{{#message}}{{inviter}} vous écrit :\n{{message}}{{/message}}',
        'L’invitation est valable jusqu’au {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Accepter l’invitation',
    },
    'invitation-revoked': {
      subject: 'Votre invitation à {{organization}} a été retirée',
      paragraphs: [
        'L’invitation à rejoindre {{organization}} a été retirée. Son lien ne fonctionne plus.',
        '{{#note}}Motif indiqué : {{note}}{{/note}}',
      ],
    },
    'invitation-accepted': {
      subject: '{{person}} a rejoint {{organization}}',
      paragraphs: ['{{person}} ({{email}}) a accepté votre invitation à {{organization}}.'],
    },
    'access-changed': {
      subject: 'Votre accès à {{organization}} a changé',
      paragraphs: ['{{actor}} a modifié votre accès à {{organization}} :', '{{items}}'],
    },
    'role-changed': {
      subject: 'Votre rôle dans {{organization}} a changé',
      paragraphs: [
        '{{actor}} a modifié vos rôles dans {{organization}}. Ce sont maintenant : {{roles}}.',
      ],
    },
    'member-removed': {
      subject: 'Vous n’êtes plus membre de {{organization}}',
      paragraphs: ['{{actor}} vous a retiré de {{organization}}. Votre accès a pris fin.'],
    },
    'seat-assigned': {
      subject: 'Vous pouvez maintenant utiliser {{product}}',
      paragraphs: ['{{actor}} vous a attribué une place pour {{product}} dans {{organization}}.'],
    },
    'seat-removed': {
      subject: 'Vous n’avez plus de place pour {{product}}',
      paragraphs: ['{{actor}} a repris votre place pour {{product}} dans {{organization}}.'],
    },
    'seat-requested': {
      subject: '{{person}} demande une place pour {{product}}',
      paragraphs: [
        '{{person}} demande une place pour {{product}} dans {{organization}}. Vous pouvez accepter ou refuser.',
      ],
    },
    'seat-granted': {
      subject: 'Votre place pour {{product}} est accordée',
      paragraphs: [
        'Vous aviez demandé une place pour {{product}} dans {{organization}} ; elle est à vous.',
      ],
    },
    'seat-denied': {
      subject: 'Votre demande pour {{product}} a été refusée',
      paragraphs: [
        '{{actor}} a refusé votre demande de place pour {{product}} dans {{organization}}.',
      ],
    },
    'seat-limit': {
      subject: '{{organization}} utilise {{percent}} % des places pour {{product}}',
      paragraphs: [
        '{{used}} places sur {{seats}} pour {{product}} sont utilisées dans {{organization}} ({{percent}} %).',
      ],
    },
    'member-limit': {
      subject: '{{organization}} utilise {{percent}} % de ses places de membres',
      paragraphs: [
        '{{organization}} compte {{used}} membres ; son offre en prévoit {{limit}} ({{percent}} %).',
      ],
    },
    'join-requested': {
      subject: '{{person}} demande à rejoindre {{organization}}',
      paragraphs: [
        '{{person}} ({{email}}) demande à rejoindre {{organization}}. Vous pouvez accepter ou refuser.',
        '{{#message}}Son message :\n{{message}}{{/message}}',
      ],
    },
    'join-approved': {
      subject: 'Vous êtes maintenant membre de {{organization}}',
      paragraphs: ['Votre demande de rejoindre {{organization}} a été acceptée.'],
    },
    'join-denied': {
      subject: 'Votre demande de rejoindre {{organization}} a été refusée',
      paragraphs: [
        'Votre demande de rejoindre {{organization}} a été refusée.',
        '{{#reason}}Motif indiqué : {{reason}}{{/reason}}',
      ],
    },
    'ownership-offered': {
      subject: '{{from}} vous propose de devenir propriétaire de {{organization}}',
      paragraphs: [
        '{{from}} vous propose de devenir propriétaire de {{organization}}. Rien ne change avant que vous n’acceptiez.',
        'L’offre est valable jusqu’au {{expires}}.',
      ],
    },
    'ownership-accepted': {
      subject: '{{organization}} a changé de propriétaire',
      paragraphs: [
        '{{to}} a accepté de devenir propriétaire de {{organization}}, comme {{from}} l’avait proposé.',
      ],
    },
    'token-expiring': {
      subject: 'Un jeton de {{organization}} expire dans {{days}} jours',
      paragraphs: [
        'Le jeton {{token}} de {{organization}} expire dans {{days}} jours. Créez-en un nouveau à temps.',
      ],
    },
    'sync-failing': {
      subject: 'La synchronisation de l’annuaire de {{organization}} échoue',
      paragraphs: [
        'La connexion {{connection}} de {{organization}} échoue ; les changements du fournisseur d’identité n’arrivent plus.',
        '{{#reason}}Dernière erreur : {{reason}}{{/reason}}',
      ],
    },
    'lockout-refused': {
      subject: 'L’annuaire aurait laissé {{organization}} sans administrateur',
      paragraphs: [
        'L’annuaire voulait retirer {{person}}, dernier propriétaire ou administrateur de {{organization}}. Cela a été refusé.',
        'Nommez d’abord quelqu’un d’autre, ou corrigez l’affectation chez le fournisseur d’identité.',
      ],
    },
    'sync-recovered': {
      subject: 'La synchronisation de l’annuaire de {{organization}} est rétablie',
      paragraphs: ['La connexion {{connection}} de {{organization}} fonctionne de nouveau.'],
    },
    'import-finished': {
      subject: 'L’import dans {{organization}} est terminé',
      paragraphs: [
        'L’import dans {{organization}} est terminé : {{succeeded}} lignes traitées, {{failed}} en échec.',
      ],
    },
    'webhook-disabled': {
      subject: 'Un point de terminaison webhook de {{organization}} a été désactivé',
      paragraphs: [
        'Le point de terminaison webhook {{endpoint}} de {{organization}} a été désactivé, car les envois échouaient sans cesse.',
        '{{#reason}}Dernière erreur : {{reason}}{{/reason}}',
      ],
    },
    'host-notice': {
      subject: '{{title}} ({{organization}})',
      paragraphs: ['{{title}}', '{{text}}'],
      button: 'Ouvrir',
    },
    'domain-proof': {
      subject: 'Code pour le domaine {{domain}} dans {{organization}}',
      paragraphs: [
        'Quelqu’un veut prouver que le domaine {{domain}} appartient à {{organization}}. Le code est :',
        '{{code}}',
        'Si vous n’en savez rien, ne transmettez pas ce code.',
      ],
    },
    digest: {
      subject: 'Ce qui s’est passé dans {{organization}}',
      paragraphs: [
        'Depuis le dernier résumé, voici ce qui s’est passé dans {{organization}} :',
        '{{items}}',
      ],
    },
  },
};
