import { loadHookTexts, type Settings, type Texts } from '#settings/index.js';

/** What is read on pages and in answers, as the HTTP server takes it. @throws SettingsError */
export function pageTextsOf({ hooks }: Settings, { sheets, invitationPage, signIn }: Texts) {
  return {
    sheetTexts: sheets,
    invitationTexts: invitationPage,
    signInTexts: signIn,
    hookTexts: loadHookTexts(hooks.folder),
  };
}
