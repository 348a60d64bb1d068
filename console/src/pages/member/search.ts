import { choiceOf, present, type RawSearch } from '../../navigation/search.js';

export const PANEL_TABS = [
  'access',
  'seats',
  'spaces',
  'details',
  'activity',
  'directory',
] as const;
export type PanelTab = (typeof PANEL_TABS)[number];

/** The tab of the panel, and whether it opens as a form: a row's "Edit" leads there. */
export interface PanelSearch {
  readonly panel?: PanelTab;
  readonly edit?: 'yes';
}

export function readPanelSearch(search: RawSearch): PanelSearch {
  return present({
    panel: choiceOf(search['panel'], PANEL_TABS),
    edit: choiceOf(search['edit'], ['yes']),
  });
}
