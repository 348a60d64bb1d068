import type { LocaleTexts } from '../words.js';

const LINK_IS_PERSONAL =
  'El enlace es solo para usted. Si no esperaba este correo, puede ignorarlo: no ocurrirá nada.';

export const es: LocaleTexts = {
  greeting: 'Hola{{#name}} {{name}}{{/name}}:',
  footer: 'Este correo se envió automáticamente por algo que ocurrió en {{organization}}.',
  unsubscribe: 'Para no recibir más correos de este tipo: {{unsubscribe}}',
  noRole: 'ninguno',
  unknownActor: 'Alguien',
  access: {
    added: 'Se le ha añadido como miembro.',
    suspended: 'Su acceso se ha suspendido.',
    restored: 'Su acceso se ha restablecido.',
    spaceAdded: 'Ahora tiene acceso a un espacio: {{what}}',
    spaceRemoved: 'Ya no tiene acceso a un espacio: {{what}}',
  },
  mails: {
    invitation: {
      subject: '{{inviter}} le invita a {{organization}}',
      paragraphs: [
        '{{inviter}} le invita a unirse a {{organization}}{{#roles}} (rol: {{roles}}){{/roles}}.',
        '{{#message}}{{inviter}} escribe:\n{{message}}{{/message}}',
        'La invitación es válida hasta el {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Aceptar la invitación',
    },
    'invitation-reminder': {
      subject: 'Recordatorio: {{inviter}} le invitó a {{organization}}',
      paragraphs: [
        '{{inviter}} le invitó a unirse a {{organization}}{{#roles}} (rol: {{roles}}){{/roles}} y aún no ha respondido.',
        '{{#message}}{{inviter}} escribe:\n{{message}}{{/message}}',
        'La invitación es válida hasta el {{expires}}.',
        LINK_IS_PERSONAL,
      ],
      button: 'Aceptar la invitación',
    },
    'invitation-revoked': {
      subject: 'Su invitación a {{organization}} se ha retirado',
      paragraphs: [
        'La invitación a unirse a {{organization}} se ha retirado. El enlace ya no funciona.',
        '{{#note}}Motivo indicado: {{note}}{{/note}}',
      ],
    },
    'invitation-accepted': {
      subject: '{{person}} se ha unido a {{organization}}',
      paragraphs: ['{{person}} ({{email}}) ha aceptado su invitación a {{organization}}.'],
    },
    'access-changed': {
      subject: 'Su acceso a {{organization}} ha cambiado',
      paragraphs: ['{{actor}} ha cambiado su acceso a {{organization}}:', '{{items}}'],
    },
    'role-changed': {
      subject: 'Su rol en {{organization}} ha cambiado',
      paragraphs: ['{{actor}} ha cambiado sus roles en {{organization}}. Ahora son: {{roles}}.'],
    },
    'member-removed': {
      subject: 'Ya no es miembro de {{organization}}',
      paragraphs: ['{{actor}} le ha retirado de {{organization}}. Su acceso ha terminado.'],
    },
    'seat-assigned': {
      subject: 'Ya puede usar {{product}}',
      paragraphs: ['{{actor}} le ha asignado una plaza de {{product}} en {{organization}}.'],
    },
    'seat-removed': {
      subject: 'Ya no tiene una plaza de {{product}}',
      paragraphs: ['{{actor}} ha retirado su plaza de {{product}} en {{organization}}.'],
    },
    'seat-requested': {
      subject: '{{person}} solicita una plaza de {{product}}',
      paragraphs: [
        '{{person}} solicita una plaza de {{product}} en {{organization}}. Puede aprobar o denegar la solicitud.',
      ],
    },
    'seat-granted': {
      subject: 'Su plaza de {{product}} se ha concedido',
      paragraphs: ['Solicitó una plaza de {{product}} en {{organization}}, y ya es suya.'],
    },
    'seat-denied': {
      subject: 'Su solicitud de {{product}} se ha denegado',
      paragraphs: [
        '{{actor}} ha denegado su solicitud de una plaza de {{product}} en {{organization}}.',
      ],
    },
    'seat-limit': {
      subject: '{{organization}} usa el {{percent}} % de las plazas de {{product}}',
      paragraphs: [
        '{{used}} de {{seats}} plazas de {{product}} en {{organization}} están en uso ({{percent}} %).',
      ],
    },
    'member-limit': {
      subject: '{{organization}} usa el {{percent}} % de sus plazas de miembros',
      paragraphs: [
        '{{organization}} tiene {{used}} miembros; su plan admite {{limit}} ({{percent}} %).',
      ],
    },
    'join-requested': {
      subject: '{{person}} solicita unirse a {{organization}}',
      paragraphs: [
        '{{person}} ({{email}}) solicita unirse a {{organization}}. Puede aprobar o denegar la solicitud.',
        '{{#message}}Su mensaje:\n{{message}}{{/message}}',
      ],
    },
    'join-approved': {
      subject: 'Ya es miembro de {{organization}}',
      paragraphs: ['Su solicitud de unirse a {{organization}} se ha aprobado.'],
    },
    'join-denied': {
      subject: 'Su solicitud de unirse a {{organization}} se ha denegado',
      paragraphs: [
        'Su solicitud de unirse a {{organization}} se ha denegado.',
        '{{#reason}}Motivo indicado: {{reason}}{{/reason}}',
      ],
    },
    'ownership-offered': {
      subject: '{{from}} le ofrece la titularidad de {{organization}}',
      paragraphs: [
        '{{from}} le ofrece la titularidad de {{organization}}. Nada cambia hasta que acepte.',
        'La oferta es válida hasta el {{expires}}.',
      ],
    },
    'ownership-accepted': {
      subject: '{{organization}} tiene un nuevo titular',
      paragraphs: [
        '{{to}} ha aceptado la titularidad de {{organization}} que {{from}} había ofrecido.',
      ],
    },
    'token-expiring': {
      subject: 'Un token de {{organization}} caduca en {{days}} días',
      paragraphs: [
        'El token {{token}} de {{organization}} caduca en {{days}} días. Lo que lo usa dejará de funcionar; cree uno nuevo a tiempo.',
      ],
    },
    'sync-failing': {
      subject: 'La sincronización del directorio de {{organization}} falla',
      paragraphs: [
        'La conexión {{connection}} de {{organization}} falla; los cambios del proveedor de identidad no llegan.',
        '{{#reason}}Último error: {{reason}}{{/reason}}',
      ],
    },
    'lockout-refused': {
      subject: 'El directorio habría dejado {{organization}} sin administrador',
      paragraphs: [
        'El directorio quería retirar a {{person}}, último titular o administrador de {{organization}}. Se rechazó.',
        'Nombre antes a otra persona, o corrija la asignación en el proveedor de identidad.',
      ],
    },
    'sync-recovered': {
      subject: 'La sincronización del directorio de {{organization}} vuelve a funcionar',
      paragraphs: ['La conexión {{connection}} de {{organization}} vuelve a funcionar.'],
    },
    'import-finished': {
      subject: 'La importación en {{organization}} ha terminado',
      paragraphs: [
        'La importación en {{organization}} ha terminado: {{succeeded}} filas hechas, {{failed}} fallidas.',
      ],
    },
    'webhook-disabled': {
      subject: 'Un punto de conexión webhook de {{organization}} se ha desactivado',
      paragraphs: [
        'El punto de conexión webhook {{endpoint}} de {{organization}} se ha desactivado porque las entregas fallaban una y otra vez.',
        '{{#reason}}Último error: {{reason}}{{/reason}}',
      ],
    },
    'host-notice': {
      subject: '{{title}} ({{organization}})',
      paragraphs: ['{{title}}', '{{text}}'],
      button: 'Abrir',
    },
    'domain-proof': {
      subject: 'Código para el dominio {{domain}} en {{organization}}',
      paragraphs: [
        'Alguien quiere demostrar que el dominio {{domain}} pertenece a {{organization}}. El código es:',
        '{{code}}',
        'Si no sabe nada de esto, no comparta el código.',
      ],
    },
    digest: {
      subject: 'Lo que ha ocurrido en {{organization}}',
      paragraphs: [
        'Desde el último resumen ha ocurrido lo siguiente en {{organization}}:',
        '{{items}}',
      ],
    },
  },
};
