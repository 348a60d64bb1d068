/** The languages that sheets are written in, and every one of which is understood. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

export type FixedColumn =
  'email' | 'name' | 'roles' | 'products' | 'spaces' | 'spaceRole' | 'locale';

export type Outcome = 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';

export interface SheetWords {
  /** title of the column, and what belongs into it */
  readonly columns: Readonly<Record<FixedColumn, readonly [title: string, help: string]>>;
  readonly firstName: string;
  readonly lastName: string;
  /** titles of the two columns of a result */
  readonly status: string;
  readonly errors: string;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly sheet: string;
  readonly instructions: string;
  readonly heading: string;
  readonly rules: readonly string[];
  readonly notInListTitle: string;
  readonly notInListText: string;
  readonly attribute: string;
}

const en: SheetWords = {
  columns: {
    email: ['Email', 'Required. One row for each address.'],
    name: ['Name', 'Required for people whom nobody here knows yet, unless they are invited.'],
    roles: ['Roles', 'Several with a semicolon between them. Empty: the default role.'],
    products: ['Seats', 'Products of which the person gets a seat, with a semicolon between them.'],
    spaces: ['Spaces', 'Spaces that the person joins, with a semicolon between them.'],
    spaceRole: ['Role in spaces', 'The role in all of these spaces.'],
    locale: ['Language', 'Of mails to this person: en, de, fr, es, ja, pt-BR …'],
  },
  firstName: 'First name',
  lastName: 'Last name',
  status: 'Import status',
  errors: 'Import errors',
  outcomes: {
    waiting: 'waiting',
    valid: 'correct',
    invalid: 'has errors',
    succeeded: 'done',
    failed: 'failed',
    skipped: 'skipped',
  },
  sheet: 'Members',
  instructions: 'Instructions',
  heading: 'How to fill in this sheet',
  rules: [
    'Fill in one row for each person on the first tab. Do not change the titles.',
    'Columns that are not needed can be left empty or removed; an empty cell changes nothing.',
    'For people who are members already, roles are replaced; seats and spaces are added.',
  ],
  notInListTitle: 'Not in the list',
  notInListText: 'Choose from the list. Several values can be typed with a semicolon between them.',
  attribute: 'A field of this organization.',
};

const de: SheetWords = {
  columns: {
    email: ['E-Mail', 'Pflichtfeld. Eine Zeile für jede Adresse.'],
    name: ['Name', 'Pflichtfeld für Personen, die hier noch niemand kennt, außer bei Einladungen.'],
    roles: ['Rollen', 'Mehrere mit Semikolon trennen. Leer: die Standardrolle.'],
    products: [
      'Lizenzen',
      'Produkte, für die die Person einen Platz erhält, mit Semikolon getrennt.',
    ],
    spaces: ['Bereiche', 'Bereiche, denen die Person beitritt, mit Semikolon getrennt.'],
    spaceRole: ['Rolle in Bereichen', 'Die Rolle in allen diesen Bereichen.'],
    locale: ['Sprache', 'Der E-Mails an diese Person: en, de, fr, es, ja, pt-BR …'],
  },
  firstName: 'Vorname',
  lastName: 'Nachname',
  status: 'Importstatus',
  errors: 'Importfehler',
  outcomes: {
    waiting: 'wartet',
    valid: 'richtig',
    invalid: 'fehlerhaft',
    succeeded: 'erledigt',
    failed: 'fehlgeschlagen',
    skipped: 'übersprungen',
  },
  sheet: 'Mitglieder',
  instructions: 'Anleitung',
  heading: 'So wird die Tabelle ausgefüllt',
  rules: [
    'Füllen Sie auf dem ersten Blatt eine Zeile für jede Person aus. Ändern Sie die Titel nicht.',
    'Nicht benötigte Spalten können leer bleiben oder entfernt werden; eine leere Zelle ändert nichts.',
    'Bei bestehenden Mitgliedern werden Rollen ersetzt; Lizenzen und Bereiche kommen hinzu.',
  ],
  notInListTitle: 'Nicht in der Liste',
  notInListText:
    'Wählen Sie aus der Liste. Mehrere Werte werden mit Semikolon getrennt eingegeben.',
  attribute: 'Ein Feld dieser Organisation.',
};

const fr: SheetWords = {
  columns: {
    email: ['Adresse e-mail', 'Obligatoire. Une ligne par adresse.'],
    name: ['Nom complet', 'Obligatoire pour les personnes encore inconnues ici, sauf invitation.'],
    roles: ['Rôles', 'Plusieurs, séparés par un point-virgule. Vide : le rôle par défaut.'],
    products: [
      'Licences',
      'Produits dont la personne reçoit une place, séparés par un point-virgule.',
    ],
    spaces: ['Espaces', 'Espaces que la personne rejoint, séparés par un point-virgule.'],
    spaceRole: ['Rôle dans les espaces', 'Le rôle dans tous ces espaces.'],
    locale: ['Langue', 'Des e-mails à cette personne : en, de, fr, es, ja, pt-BR …'],
  },
  firstName: 'Prénom',
  lastName: 'Nom de famille',
  status: "État de l'import",
  errors: "Erreurs de l'import",
  outcomes: {
    waiting: 'en attente',
    valid: 'correct',
    invalid: 'contient des erreurs',
    succeeded: 'terminé',
    failed: 'échoué',
    skipped: 'ignoré',
  },
  sheet: 'Membres',
  instructions: 'Instructions',
  heading: 'Comment remplir cette feuille',
  rules: [
    'Remplissez une ligne par personne sur le premier onglet. Ne modifiez pas les titres.',
    'Les colonnes inutiles peuvent rester vides ou être supprimées ; une cellule vide ne change rien.',
    'Pour les membres existants, les rôles sont remplacés ; les licences et les espaces sont ajoutés.',
  ],
  notInListTitle: 'Absent de la liste',
  notInListText: 'Choisissez dans la liste. Séparez plusieurs valeurs par un point-virgule.',
  attribute: 'Un champ de cette organisation.',
};

const es: SheetWords = {
  columns: {
    email: ['Correo electrónico', 'Obligatorio. Una fila por dirección.'],
    name: ['Nombre completo', 'Obligatorio para personas que aquí nadie conoce, salvo invitación.'],
    roles: ['Funciones', 'Varias, separadas por punto y coma. Vacío: la función predeterminada.'],
    products: [
      'Licencias',
      'Productos de los que la persona recibe un puesto, separados por punto y coma.',
    ],
    spaces: [
      'Espacios de trabajo',
      'Espacios a los que se une la persona, separados por punto y coma.',
    ],
    spaceRole: ['Función en los espacios', 'La función en todos estos espacios.'],
    locale: ['Idioma', 'De los correos a esta persona: en, de, fr, es, ja, pt-BR …'],
  },
  firstName: 'Nombre',
  lastName: 'Apellidos',
  status: 'Estado de la importación',
  errors: 'Errores de la importación',
  outcomes: {
    waiting: 'en espera',
    valid: 'correcto',
    invalid: 'con errores',
    succeeded: 'hecho',
    failed: 'fallido',
    skipped: 'omitido',
  },
  sheet: 'Miembros',
  instructions: 'Instrucciones',
  heading: 'Cómo rellenar esta hoja',
  rules: [
    'Rellene una fila por persona en la primera pestaña. No cambie los títulos.',
    'Las columnas innecesarias pueden quedar vacías o eliminarse; una celda vacía no cambia nada.',
    'A los miembros existentes se les sustituyen las funciones; licencias y espacios se añaden.',
  ],
  notInListTitle: 'No está en la lista',
  notInListText: 'Elija de la lista. Separe varios valores con punto y coma.',
  attribute: 'Un campo de esta organización.',
};

const ja: SheetWords = {
  columns: {
    email: ['メールアドレス', '必須。1 つのアドレスにつき 1 行。'],
    name: ['氏名', '招待する場合を除き、まだ登録のない人には必須です。'],
    roles: ['ロール', '複数の場合はセミコロンで区切ります。空欄は既定のロールです。'],
    products: ['シート', 'シートを割り当てる製品。セミコロンで区切ります。'],
    spaces: ['スペース', '参加するスペース。セミコロンで区切ります。'],
    spaceRole: ['スペースでのロール', 'これらすべてのスペースでのロール。'],
    locale: ['言語', 'この人へのメールの言語: en、de、fr、es、ja、pt-BR など'],
  },
  firstName: '名',
  lastName: '姓',
  status: 'インポート状況',
  errors: 'インポートエラー',
  outcomes: {
    waiting: '待機中',
    valid: '正常',
    invalid: 'エラーあり',
    succeeded: '完了',
    failed: '失敗',
    skipped: 'スキップ',
  },
  sheet: 'メンバー',
  instructions: '説明',
  heading: 'このシートの記入方法',
  rules: [
    '最初のタブに 1 人につき 1 行を記入してください。見出しは変更しないでください。',
    '不要な列は空欄のままにするか削除できます。空欄のセルは何も変更しません。',
    '既存のメンバーについては、ロールは置き換えられ、シートとスペースは追加されます。',
  ],
  notInListTitle: '一覧にありません',
  notInListText: '一覧から選んでください。複数の値はセミコロンで区切って入力できます。',
  attribute: 'この組織の項目です。',
};

export const WORDS: Readonly<Record<Language, SheetWords>> = { en, de, fr, es, ja };

/** The language that somebody reads: as asked for, else the organization's, else English. */
export function languageOf(...wishes: readonly (string | undefined)[]): Language {
  for (const wish of wishes) {
    const [primary] = (wish ?? '').toLowerCase().split('-', 1);
    const known = LANGUAGES.find((language) => language === primary);
    if (known) return known;
  }
  return 'en';
}
