import type { LocaleTexts } from '../words.js';

const LINK_IS_PERSONAL =
  'このリンクはご本人専用です。お心当たりがない場合は、このメールを無視してください。';

export const ja: LocaleTexts = {
  greeting: '{{#name}}{{name}} 様{{/name}}{{^name}}こんにちは{{/name}}',
  footer: 'このメールは {{organization}} での出来事に伴い自動送信されました。',
  unsubscribe: 'この種類のメールの配信停止: {{unsubscribe}}',
  noRole: 'なし',
  unknownActor: '管理者',
  access: {
    added: 'メンバーに追加されました。',
    suspended: 'アクセスが停止されました。',
    restored: 'アクセスが再開されました。',
    spaceAdded: 'スペースにアクセスできるようになりました: {{what}}',
    spaceRemoved: 'スペースにアクセスできなくなりました: {{what}}',
  },
  mails: {
    invitation: {
      subject: '{{inviter}} さんから {{organization}} への招待',
      paragraphs: [
        '{{inviter}} さんがあなたを {{organization}} に招待しています。{{#roles}}ロール: {{roles}}{{/roles}}',
        '{{#message}}{{inviter}} さんからのメッセージ:\n{{message}}{{/message}}',
        '招待の有効期限は {{expires}} です。',
        LINK_IS_PERSONAL,
      ],
      button: '招待を承諾する',
    },
    'invitation-reminder': {
      subject: 'リマインダー: {{inviter}} さんから {{organization}} への招待',
      paragraphs: [
        '{{inviter}} さんがあなたを {{organization}} に招待しています。まだ回答がありません。{{#roles}}ロール: {{roles}}{{/roles}}',
        '{{#message}}{{inviter}} さんからのメッセージ:\n{{message}}{{/message}}',
        '招待の有効期限は {{expires}} です。',
        LINK_IS_PERSONAL,
      ],
      button: '招待を承諾する',
    },
    'invitation-revoked': {
      subject: '{{organization}} への招待が取り消されました',
      paragraphs: [
        '{{organization}} への招待は取り消されました。リンクはもう使えません。',
        '{{#note}}理由: {{note}}{{/note}}',
      ],
    },
    'invitation-accepted': {
      subject: '{{person}} さんが {{organization}} に参加しました',
      paragraphs: ['{{person}} さん ({{email}}) が {{organization}} への招待を承諾しました。'],
    },
    'access-changed': {
      subject: '{{organization}} へのアクセスが変更されました',
      paragraphs: ['{{actor}} さんが {{organization}} へのアクセスを変更しました:', '{{items}}'],
    },
    'role-changed': {
      subject: '{{organization}} でのロールが変更されました',
      paragraphs: [
        '{{actor}} さんが {{organization}} でのロールを変更しました。現在のロール: {{roles}}',
      ],
    },
    'member-removed': {
      subject: '{{organization}} のメンバーではなくなりました',
      paragraphs: [
        '{{actor}} さんがあなたを {{organization}} から削除しました。アクセスは終了しました。',
      ],
    },
    'seat-assigned': {
      subject: '{{product}} を利用できるようになりました',
      paragraphs: ['{{actor}} さんが {{organization}} の {{product}} のシートを割り当てました。'],
    },
    'seat-removed': {
      subject: '{{product}} のシートがなくなりました',
      paragraphs: ['{{actor}} さんが {{organization}} の {{product}} のシートを解除しました。'],
    },
    'seat-requested': {
      subject: '{{person}} さんが {{product}} のシートを希望しています',
      paragraphs: [
        '{{person}} さんが {{organization}} の {{product}} のシートを希望しています。承認または却下できます。',
      ],
    },
    'seat-granted': {
      subject: '{{product}} のシートが承認されました',
      paragraphs: ['希望された {{organization}} の {{product}} のシートが割り当てられました。'],
    },
    'seat-denied': {
      subject: '{{product}} のリクエストは却下されました',
      paragraphs: [
        '{{actor}} さんが {{organization}} の {{product}} のシートのリクエストを却下しました。',
      ],
    },
    'seat-limit': {
      subject: '{{organization}} は {{product}} のシートの {{percent}} % を使用しています',
      paragraphs: [
        '{{organization}} の {{product}} のシート {{seats}} のうち {{used}} が使用中です ({{percent}} %)。',
      ],
    },
    'member-limit': {
      subject: '{{organization}} はメンバー枠の {{percent}} % を使用しています',
      paragraphs: [
        '{{organization}} のメンバーは {{used}} 人です。プランの上限は {{limit}} 人です ({{percent}} %)。',
      ],
    },
    'join-requested': {
      subject: '{{person}} さんが {{organization}} への参加を希望しています',
      paragraphs: [
        '{{person}} さん ({{email}}) が {{organization}} への参加を希望しています。承認または却下できます。',
        '{{#message}}メッセージ:\n{{message}}{{/message}}',
      ],
    },
    'join-approved': {
      subject: '{{organization}} のメンバーになりました',
      paragraphs: ['{{organization}} への参加リクエストが承認されました。'],
    },
    'join-denied': {
      subject: '{{organization}} への参加リクエストは却下されました',
      paragraphs: [
        '{{organization}} への参加リクエストは却下されました。',
        '{{#reason}}理由: {{reason}}{{/reason}}',
      ],
    },
    'ownership-offered': {
      subject: '{{from}} さんが {{organization}} の所有権の譲渡を申し出ています',
      paragraphs: [
        '{{from}} さんが {{organization}} の所有権の譲渡を申し出ています。承諾するまで何も変わりません。',
        '申し出の有効期限は {{expires}} です。',
      ],
    },
    'ownership-accepted': {
      subject: '{{organization}} の所有者が変わりました',
      paragraphs: [
        '{{from}} さんが申し出た {{organization}} の所有権を {{to}} さんが承諾しました。',
      ],
    },
    'token-expiring': {
      subject: '{{organization}} のトークンがあと {{days}} 日で失効します',
      paragraphs: [
        '{{organization}} のトークン {{token}} があと {{days}} 日で失効します。失効前に新しいトークンを作成してください。',
      ],
    },
    'sync-failing': {
      subject: '{{organization}} のディレクトリ同期が失敗しています',
      paragraphs: [
        '{{organization}} の接続 {{connection}} が失敗しているため、ID プロバイダーでの変更が届きません。',
        '{{#reason}}最後のエラー: {{reason}}{{/reason}}',
      ],
    },
    'lockout-refused': {
      subject: 'ディレクトリにより {{organization}} の管理者がいなくなるところでした',
      paragraphs: [
        'ディレクトリが {{organization}} の最後の所有者または管理者である {{person}} さんを外そうとしたため、拒否しました。',
        '先に別の管理者を任命するか、ID プロバイダーの割り当てを修正してください。',
      ],
    },
    'sync-recovered': {
      subject: '{{organization}} のディレクトリ同期が復旧しました',
      paragraphs: ['{{organization}} の接続 {{connection}} が復旧しました。'],
    },
    'import-finished': {
      subject: '{{organization}} へのインポートが完了しました',
      paragraphs: [
        '{{organization}} へのインポートが完了しました。成功: {{succeeded}} 行、失敗: {{failed}} 行。',
      ],
    },
    'webhook-disabled': {
      subject: '{{organization}} の Webhook エンドポイントが無効になりました',
      paragraphs: [
        '配信の失敗が続いたため、{{organization}} の Webhook エンドポイント {{endpoint}} は無効になりました。',
        '{{#reason}}最後のエラー: {{reason}}{{/reason}}',
      ],
    },
    'host-notice': {
      subject: '{{title}} ({{organization}})',
      paragraphs: ['{{title}}', '{{text}}'],
      button: '開く',
    },
    'domain-proof': {
      subject: '{{organization}} のドメイン {{domain}} の確認コード',
      paragraphs: [
        'ドメイン {{domain}} が {{organization}} のものであることを確認しようとしています。コード:',
        '{{code}}',
        'お心当たりがない場合は、コードを誰にも伝えないでください。',
      ],
    },
    digest: {
      subject: '{{organization}} での出来事',
      paragraphs: ['前回のまとめ以降、{{organization}} で次のことがありました:', '{{items}}'],
    },
  },
};
