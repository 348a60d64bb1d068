import type { LocaleTexts } from '../words.js';

const LINK_IS_PERSONAL =
  'Der Link ist nur für Sie bestimmt. Wenn Sie diese E-Mail nicht erwartet haben, ignorieren Sie sie einfach.';

export const de: LocaleTexts = {
  greeting: 'Guten Tag{{#name}} {{name}}{{/name}},',
  footer: 'Diese E-Mail wurde automatisch versandt, weil in {{organization}} etwas geschehen ist.',
  unsubscribe: 'Keine E-Mails dieser Art mehr erhalten: {{unsubscribe}}',
  noRole: 'keine',
  unknownActor: 'Jemand',
  access: {
    added: 'Sie wurden als Mitglied hinzugefügt.',
    suspended: 'Ihr Zugang wurde gesperrt.',
    restored: 'Ihr Zugang wurde wiederhergestellt.',
    spaceAdded: 'Sie haben jetzt Zugang zu einem Bereich: {{what}}',
    spaceRemoved: 'Sie haben keinen Zugang mehr zu einem Bereich: {{what}}',
  },
  mails: {
    invitation: {
      subject: '{{inviter}} lädt Sie zu {{organization}} ein',
      paragraphs: [
        '{{inviter}} lädt Sie ein, {{organization}} beizutreten{{#roles}} (Rolle: {{roles}}){{/roles}}.',
        '{{#message}}{{inviter}} schreibt:\n{{message}}{{/message}}',
        'Die Einladung gilt bis {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Einladung annehmen',
    },
    'invitation-reminder': {
      subject: 'Erinnerung: {{inviter}} hat Sie zu {{organization}} eingeladen',
      paragraphs: [
        '{{inviter}} hat Sie eingeladen, {{organization}} beizutreten{{#roles}} (Rolle: {{roles}}){{/roles}}. Ihre Antwort steht noch aus.',
        '{{#message}}{{inviter}} schreibt:\n{{message}}{{/message}}',
        'Die Einladung gilt bis {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Einladung annehmen',
    },
    'invitation-revoked': {
      subject: 'Ihre Einladung zu {{organization}} wurde zurückgezogen',
      paragraphs: [
        'Die Einladung zu {{organization}} wurde zurückgezogen. Ihr Link funktioniert nicht mehr.',
        '{{#note}}Begründung: {{note}}{{/note}}',
      ],
    },
    'invitation-accepted': {
      subject: '{{person}} ist {{organization}} beigetreten',
      paragraphs: ['{{person}} ({{email}}) hat Ihre Einladung zu {{organization}} angenommen.'],
    },
    'access-changed': {
      subject: 'Ihr Zugang zu {{organization}} hat sich geändert',
      paragraphs: ['{{actor}} hat Ihren Zugang zu {{organization}} geändert:', '{{items}}'],
    },
    'role-changed': {
      subject: 'Ihre Rolle in {{organization}} hat sich geändert',
      paragraphs: [
        '{{actor}} hat Ihre Rollen in {{organization}} geändert. Sie lauten jetzt: {{roles}}.',
      ],
    },
    'member-removed': {
      subject: 'Sie sind kein Mitglied von {{organization}} mehr',
      paragraphs: ['{{actor}} hat Sie aus {{organization}} entfernt. Ihr Zugang ist beendet.'],
    },
    'seat-assigned': {
      subject: 'Sie können jetzt {{product}} nutzen',
      paragraphs: [
        '{{actor}} hat Ihnen in {{organization}} einen Platz für {{product}} zugeteilt.',
      ],
    },
    'seat-removed': {
      subject: 'Sie haben keinen Platz für {{product}} mehr',
      paragraphs: ['{{actor}} hat Ihren Platz für {{product}} in {{organization}} zurückgenommen.'],
    },
    'seat-requested': {
      subject: '{{person}} bittet um einen Platz für {{product}}',
      paragraphs: [
        '{{person}} bittet in {{organization}} um einen Platz für {{product}}. Sie können zustimmen oder ablehnen.',
      ],
    },
    'seat-granted': {
      subject: 'Ihr Platz für {{product}} wurde bewilligt',
      paragraphs: [
        'Sie hatten in {{organization}} um einen Platz für {{product}} gebeten; er gehört jetzt Ihnen.',
      ],
    },
    'seat-denied': {
      subject: 'Ihre Anfrage für {{product}} wurde abgelehnt',
      paragraphs: [
        '{{actor}} hat Ihre Anfrage nach einem Platz für {{product}} in {{organization}} abgelehnt.',
      ],
    },
    'seat-limit': {
      subject: '{{organization}} nutzt {{percent}} % der Plätze für {{product}}',
      paragraphs: [
        '{{used}} von {{seats}} Plätzen für {{product}} in {{organization}} sind vergeben ({{percent}} %).',
      ],
    },
    'member-limit': {
      subject: '{{organization}} nutzt {{percent}} % der Mitgliedsplätze',
      paragraphs: [
        '{{organization}} hat {{used}} Mitglieder; der Tarif bietet Platz für {{limit}} ({{percent}} %).',
      ],
    },
    'join-requested': {
      subject: '{{person}} möchte {{organization}} beitreten',
      paragraphs: [
        '{{person}} ({{email}}) möchte {{organization}} beitreten. Sie können zustimmen oder ablehnen.',
        '{{#message}}Die Nachricht dazu:\n{{message}}{{/message}}',
      ],
    },
    'join-approved': {
      subject: 'Sie sind jetzt Mitglied von {{organization}}',
      paragraphs: ['Ihrer Bitte, {{organization}} beizutreten, wurde zugestimmt.'],
    },
    'join-denied': {
      subject: 'Ihre Bitte, {{organization}} beizutreten, wurde abgelehnt',
      paragraphs: [
        'Ihre Bitte, {{organization}} beizutreten, wurde abgelehnt.',
        '{{#reason}}Begründung: {{reason}}{{/reason}}',
      ],
    },
    'ownership-offered': {
      subject: '{{from}} bietet Ihnen die Inhaberschaft von {{organization}} an',
      paragraphs: [
        '{{from}} bietet Ihnen die Inhaberschaft von {{organization}} an. Bis Sie annehmen, ändert sich nichts.',
        'Das Angebot gilt bis {{expires}}.',
      ],
    },
    'ownership-accepted': {
      subject: '{{organization}} hat eine neue Inhaberin oder einen neuen Inhaber',
      paragraphs: [
        '{{to}} hat die Inhaberschaft von {{organization}} angenommen, die {{from}} angeboten hatte.',
      ],
    },
    'token-expiring': {
      subject: 'Ein Token von {{organization}} läuft in {{days}} Tagen ab',
      paragraphs: [
        'Das Token {{token}} von {{organization}} läuft in {{days}} Tagen ab. Erstellen Sie rechtzeitig ein neues.',
      ],
    },
    'sync-failing': {
      subject: 'Der Verzeichnisabgleich von {{organization}} schlägt fehl',
      paragraphs: [
        'Die Verbindung {{connection}} von {{organization}} schlägt fehl; Änderungen des Identitätsanbieters kommen nicht an.',
        '{{#reason}}Der letzte Fehler: {{reason}}{{/reason}}',
      ],
    },
    'lockout-refused': {
      subject: 'Das Verzeichnis hätte {{organization}} ohne Administration gelassen',
      paragraphs: [
        'Das Verzeichnis wollte {{person}} entfernen; niemand hätte {{organization}} mehr verwaltet. Es wurde abgelehnt.',
        'Bestimmen Sie zuerst jemand anderen, oder berichtigen Sie die Zuweisung beim Identitätsanbieter.',
      ],
    },
    'sync-recovered': {
      subject: 'Der Verzeichnisabgleich von {{organization}} funktioniert wieder',
      paragraphs: ['Die Verbindung {{connection}} von {{organization}} funktioniert wieder.'],
    },
    'import-finished': {
      subject: 'Der Import in {{organization}} ist abgeschlossen',
      paragraphs: [
        'Der Import in {{organization}} ist abgeschlossen: {{succeeded}} Zeilen erledigt, {{failed}} fehlgeschlagen.',
      ],
    },
    'webhook-disabled': {
      subject: 'Ein Webhook-Endpunkt von {{organization}} wurde abgeschaltet',
      paragraphs: [
        'Der Webhook-Endpunkt {{endpoint}} von {{organization}} wurde abgeschaltet, weil Zustellungen immer wieder scheiterten.',
        '{{#reason}}Der letzte Fehler: {{reason}}{{/reason}}',
      ],
    },
    'host-notice': {
      subject: '{{title}} ({{organization}})',
      paragraphs: ['{{title}}', '{{text}}'],
      button: 'Öffnen',
    },
    'domain-proof': {
      subject: 'Code für die Domain {{domain}} in {{organization}}',
      paragraphs: [
        'Jemand möchte nachweisen, dass die Domain {{domain}} zu {{organization}} gehört. Der Code lautet:',
        '{{code}}',
        'Wenn Sie davon nichts wissen, geben Sie den Code nicht weiter.',
      ],
    },
    digest: {
      subject: 'Was in {{organization}} geschehen ist',
      paragraphs: [
        'Seit der letzten Zusammenfassung ist in {{organization}} Folgendes geschehen:',
        '{{items}}',
      ],
    },
  },
};
