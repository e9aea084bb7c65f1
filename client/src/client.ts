import createFetchClient, {
  type ClientPathsWithMethod,
  type Client as FetchClient,
  type MaybeOptionalInit,
} from 'openapi-fetch';
import type { paths } from './schema.ts';
import { createSend, type RetrySettings } from './send.ts';

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';
type JsonType = 'application/json';
type PathOf<M extends Method> = ClientPathsWithMethod<FetchClient<paths, JsonType>, M>;
type Init<P extends keyof paths, M extends Method> = MaybeOptionalInit<paths[P], M>;
/** Of the replies to an operation, successes all; undefined of one without content. */
type Data<Operation> = Operation extends { responses: infer Replies }
  ? {
      [S in keyof Replies]: Replies[S] extends { content: { [T in JsonType]: infer Json } } ? Json : undefined;
    }[keyof Replies]
  : never;

/** One call: `data` is what came back, `response` is for its status and headers. */
type Call<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...init: undefined extends Init<P, M> ? [init?: Init<P, M>] : [init: Init<P, M>]
) => Promise<{ readonly data: Data<paths[P][M]>; readonly response: Response }>;

/** The service, as typed calls. Each throws a `ProblemError` when it is refused. */
export interface Client {
  readonly GET: Call<'get'>;
  readonly PUT: Call<'put'>;
  readonly POST: Call<'post'>;
  readonly PATCH: Call<'patch'>;
  readonly DELETE: Call<'delete'>;
}

export type ClientOptions = {
  /** Where the service is, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Instead of the global `fetch`: for TLS certificates, proxies, tests. */
  readonly fetch?: (request: Request) => Promise<Response>;
} & Partial<RetrySettings> &
  (
    | {
        /** An API key, `wsi_…`. */
        readonly key: string;
      }
    | {
        /** An OAuth access token, or what gives one that is still good; asked before each call. */
        readonly token: string | (() => string | Promise<string>);
      }
  );

/** Orders without an Idempotency-Key of the caller get one: it makes a call that is made again harmless. */
const WITH_KEY = ['/v1/orders'];
const DEFAULTS: RetrySettings = { retries: 3, maxRetryAfter: 30 };

/** Opens nothing and keeps nothing: a client is a few functions. */
export function createClient(options: ClientOptions): Client {
  const http = createFetchClient<paths, JsonType>({
    baseUrl: options.baseUrl,
    fetch: createSend(options.fetch ?? ((request) => fetch(request)), { ...DEFAULTS, ...options }),
    // Text is sent as it is: XML to import, CSV.
    bodySerializer: (body) => (typeof body === 'string' ? body : JSON.stringify(body)),
  });
  http.use({
    async onRequest({ request: { headers, method }, schemaPath }) {
      headers.set('authorization', `Bearer ${await credentialOf(options)}`);
      setDefault(headers, 'x-correlator');
      if (method === 'POST' && WITH_KEY.includes(schemaPath)) setDefault(headers, 'idempotency-key');
    },
  });
  const { GET, PUT, POST, PATCH, DELETE } = http;
  // The types of openapi-fetch let data be absent, for errors that it returns; ours are thrown by what sends.
  return Object.assign(Object.create(null), { GET, PUT, POST, PATCH, DELETE });
}

function credentialOf(options: ClientOptions): string | Promise<string> {
  if ('key' in options) return options.key;
  return typeof options.token === 'string' ? options.token : options.token();
}

function setDefault(headers: Headers, name: string): void {
  if (!headers.has(name)) headers.set(name, crypto.randomUUID());
}
