/** What fields of inline hooks mean. */
export const HOOK_FIELDS: Readonly<Record<string, string>> = {
  point: 'The decision before which the hook is asked.',
  asked: 'How often it was to be asked.',
  denied: 'How often it said no.',
  order: 'The lowest is asked first, from 0 to 10,000; 100 when absent.',
  onFailure:
    'What happens when it gives no answer: `open` goes on, `closed` refuses, `last_known` does again what it last changed. Absent: the ' +
    'default of the point.',
  budgetMs: 'Milliseconds for the whole answer, 100 to 10,000; absent: 3,000.',
  condition: 'A filter as in SCIM, over what is proposed; absent: it is always asked.',
  percentage: 'Share of the objects that it is asked about, chosen by their ids; absent: all.',
  apiKeyId:
    'The API key with which the hook calls back: what is done with it does not ask the hook.',
  overlapHours:
    'How long the secret before goes on signing, in hours; 24 when absent, 0: not at all.',
  sampleId: 'The recorded question that is asked again.',
  proposed: 'What the hook is asked about, where no sample is named.',
  hookId: 'The id of the hook.',
  i18nKey:
    'The name of a text in config/hooks/texts, or of the host application, for the language of the person.',
  enabled: 'Whether it is in use; true when absent.',
  'HookPoint.summary': 'What is about to happen.',
};
