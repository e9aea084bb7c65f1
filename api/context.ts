import type { Middleware } from 'koa';
import type { Denial, Principal } from '../domain/access.ts';
import type { Route } from './route.ts';

/** What is known of a request while it is served. */
export interface RequestState {
  /** Names the request in the log and in the reply, header `x-correlator`. */
  correlator: string;
  /** The route that took it. */
  route?: Route;
  /** Who calls, once that is established. */
  principal?: Principal;
  /** Why access control said no. */
  denial?: Denial;
}

export type ApiMiddleware = Middleware<RequestState>;

/** One line a request. Nothing else is logged of it: paths and queries may carry numbers of subscribers. */
export type RequestLine = {
  readonly event: 'request';
  readonly method: string;
  /** The pattern, such as `/v1/orders/:id`; null when no route took it. */
  readonly route: string | null;
  readonly status: number;
  readonly ms: number;
  readonly correlator: string;
  readonly tenantId: string | null;
  readonly clientId: string | null;
  /** Why access control said no, when it did. */
  readonly denial?: Denial;
};

/** An unforeseen failure; the error itself goes to the app's `error` event. */
export type FailureLine = {
  readonly event: 'request.failed';
  readonly correlator: string;
  readonly route: string | null;
  /** The class of the error, never its text, which may quote data. */
  readonly error: string;
};

export type RequestLog = (line: RequestLine) => void;
export type ErrorLog = (line: FailureLine) => void;
