/** What can be set of webhooks. */
export interface WebhookSettings {
  /** for one attempt, from the look-up of the name to the last byte */
  readonly timeoutSeconds: number;
  /** administrators are told when an endpoint fails for so long */
  readonly noticeAfterDays: number;
  /** an endpoint that fails for so long is disabled */
  readonly disableAfterDays: number;
  /** how long deliveries are kept for people to look at */
  readonly retentionDays: number;
  /** of one organization, and of the installation */
  readonly maxEndpoints: number;
}
