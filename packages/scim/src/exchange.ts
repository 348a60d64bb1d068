/** A SCIM request without its transport. The HTTP server has authenticated, limited and decoded it. */
export interface ScimRequest {
  /** upper case */
  readonly method: string;
  /** after the version segment, still percent-encoded, without query: `/Users/0192…` */
  readonly path: string;
  /** decoded once */
  readonly query: URLSearchParams;
  /** parsed JSON; undefined when there was no body */
  readonly body: unknown;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  /** absolute, without trailing slash: `https://muster.example/scim/{connection}/v2` */
  readonly baseUrl: string;
}

/** A whole text, or its pieces in their order: texts, of which the whole need not be made, or bytes in UTF-8 of a long one. */
export type ScimBody = string | readonly string[] | readonly Uint8Array[];

export interface ScimResponse {
  readonly status: number;
  /** lower-case names; the HTTP server adds the content-type of a body */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * ready JSON text; absent for 204 and 304. Of a page it may come as its texts, one for each resource; of a resource with very many
   * values it comes as its pieces in UTF-8: to make one text of them would keep others waiting
   */
  readonly body?: ScimBody;
}
