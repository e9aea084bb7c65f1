import { STATUS_CODES } from 'node:http';
import { type ErrorCode, type InputFault, ProvisioningError } from '../domain/errors.ts';
import type { ApiMiddleware, ErrorLog } from './context.ts';
import { problemsOf } from './declared.ts';
import type { Route } from './route.ts';

interface ProblemType {
  readonly status: number;
  readonly title: string;
}

/** A code without a status does not compile. A route may answer a code with another status (`errorStatus`). */
export const PROBLEM_TYPES: Readonly<Record<ErrorCode, ProblemType>> = {
  request_malformed: { status: 400, title: 'The request cannot be read' },
  request_invalid: { status: 400, title: 'The request does not have the form that is asked for' },
  request_too_large: { status: 413, title: 'The request is too large' },
  media_type_unsupported: { status: 415, title: 'The body is of a type that is not taken' },
  route_unknown: { status: 404, title: 'Nothing is at this path' },
  method_not_allowed: { status: 405, title: 'This path does not take this method' },
  credential_missing: { status: 401, title: 'A credential is needed' },
  credential_invalid: { status: 401, title: 'The credential is not valid' },
  credential_expired: { status: 401, title: 'The credential has expired' },
  permission_missing: { status: 403, title: 'The client may not do this' },
  precondition_missing: { status: 428, title: 'An If-Match is needed' },
  precondition_failed: { status: 412, title: 'It was changed since it was last seen' },
  idempotency_key_missing: { status: 400, title: 'An Idempotency-Key is needed' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
  idempotency_key_in_progress: { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  source_forbidden: { status: 403, title: 'The client may not call from there' },
  rate_limited: { status: 429, title: 'Too many requests' },
  limit_reached: { status: 409, title: 'No more of these can be made' },
  client_not_found: { status: 404, title: 'There is no such client' },
  client_keys_full: { status: 409, title: 'The client has all the keys it may have' },
  client_key_not_found: { status: 404, title: 'There is no such key' },
  client_registration_taken: { status: 409, title: 'Another client is known by this' },
  tenant_not_found: { status: 404, title: 'There is no such tenant' },
  tenant_already_exists: { status: 409, title: 'The tenant exists already' },
  tenant_protected: { status: 409, title: 'This tenant runs the installation' },
  bearer_not_found: { status: 404, title: 'There is no such bearer' },
  bearer_already_exists: { status: 409, title: 'The bearer exists already' },
  domain_not_found: { status: 404, title: 'There is no such domain' },
  domain_unprovable: { status: 422, title: 'No record can prove this domain' },
  domain_unproved: { status: 409, title: 'The domain is not proved yet' },
  order_not_found: { status: 404, title: 'There is no such order' },
  order_state_unfit: { status: 409, title: 'The order is not in a state for this' },
  order_replaced: { status: 409, title: 'Another order has taken the place of this one' },
  order_cancel_too_late: { status: 409, title: 'It is too late to cancel the order' },
  order_erased: { status: 409, title: 'What the order was made of has been erased' },
  order_already_answered: { status: 409, title: 'The order has been answered already' },
  link_unavailable: { status: 409, title: 'There is no link to hand out' },
  pin_unavailable: { status: 409, title: 'There is no PIN to hand out' },
  pin_already_told: { status: 410, title: 'The PIN has been handed out already' },
  device_not_found: { status: 404, title: 'There is no such device' },
  device_already_exists: { status: 409, title: 'The device exists already' },
  device_in_use: { status: 409, title: 'The device is in use' },
  device_not_addressable: { status: 422, title: 'The device cannot be addressed' },
  device_unfit: { status: 422, title: 'The device cannot use this service' },
  import_not_found: { status: 404, title: 'There is no such import' },
  import_state_unfit: { status: 409, title: 'The import is not in a state for this' },
  import_file_differs: { status: 409, title: 'The file is not the one that the import began with' },
  consent_not_found: { status: 404, title: 'Consent not found' },
  context_not_found: { status: 404, title: 'There is no such context' },
  context_already_open: { status: 409, title: 'The context is open in the phone already' },
  context_unfit: { status: 422, title: 'The order and the context do not go together' },
  context_grant_not_found: { status: 404, title: 'There is no such grant' },
  context_transfer_not_found: { status: 404, title: 'There is no such offer' },
  context_transfer_state_unfit: { status: 409, title: 'The offer is not in a state for this' },
  confirmation_required: { status: 422, title: 'The user himself must agree' },
  user_unreachable: { status: 422, title: 'The user cannot be asked' },
  definition_not_found: { status: 404, title: 'There is no such service definition' },
  definition_already_exists: { status: 409, title: 'This version of the service definition exists already' },
  definition_state_unfit: { status: 409, title: 'The service definition is not in a state for this' },
  definition_name_taken: { status: 409, title: 'The name is that of another shared service definition' },
  definition_invalid: { status: 422, title: 'The service definition has faults' },
  definition_unusable: { status: 422, title: 'The service definition cannot be used' },
  parameters_invalid: { status: 422, title: 'The parameters do not fit the service definition' },
  content_forbidden: { status: 403, title: 'The document may not contain this' },
  security_unavailable: { status: 422, title: 'The document cannot be secured' },
  document_invalid: { status: 422, title: 'The document would not be valid' },
  document_too_large: { status: 422, title: 'The document would be too large' },
  frequency_exceeded: { status: 429, title: 'Too many orders for this device today' },
  backlog_full: { status: 503, title: 'Too many orders are waiting' },
  service_unavailable: { status: 503, title: 'The service is not available for the moment' },
  data_unreadable: { status: 500, title: 'Internal Server Error' },
};

/** Seconds after which a retry makes sense when the error does not say. */
const RETRY_AFTER_SECONDS = 5;

/** What a reply says about a failure (RFC 9457). */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code?: ErrorCode;
  readonly detail?: string;
  readonly errors?: readonly InputFault[];
}

/** Of the unforeseen nothing is told but that it happened; `x-correlator` leads to the log. */
const UNFORESEEN: Problem = { type: 'about:blank', title: STATUS_CODES[500] ?? '', status: 500 };

/** Turns whatever is thrown below it into RFC 9457 problem details. The only place that picks an error's status. */
export function problems(log: ErrorLog): ApiMiddleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { route } = ctx.state;
      const problem = describe(error, route?.errorStatus ?? {});
      if (route !== undefined && !isDeclared(route, problem)) {
        ctx.app.emit('undeclared', `${route.method} ${route.path} answers ${problem.code}: name it in problems`);
      }
      ctx.status = problem.status;
      ctx.body = problem;
      ctx.type = 'application/problem+json';
      ctx.set(headersFor(error, problem.status));
      if (problem.status !== 500) return;
      const name = error instanceof Error ? error.name : typeof error;
      log({
        event: 'request.failed',
        correlator: ctx.state.correlator,
        route: route?.path ?? null,
        error: name,
      });
      ctx.app.emit('error', error, ctx);
    }
  };
}

function isDeclared(route: Route, { code }: Problem): boolean {
  return code === undefined || problemsOf(route).includes(code);
}

function describe(error: unknown, statuses: Readonly<Partial<Record<ErrorCode, number>>>): Problem {
  if (error instanceof ProvisioningError) return describeOurs(error, statuses[error.code]);
  const status = clientStatus(error);
  if (status === undefined) return UNFORESEEN;
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Bad Request', status };
}

function describeOurs({ code, message, faults }: ProvisioningError, override: number | undefined): Problem {
  const { status, title } = { ...PROBLEM_TYPES[code], ...(override === undefined ? {} : { status: override }) };
  if (status === 500) return UNFORESEEN;
  return {
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail: message,
    ...(faults.length > 0 && { errors: faults }),
  };
}

/** Told by shape: a package may bring its own copy of the class of HTTP errors, which defeats `instanceof`. */
function clientStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function headersFor(error: unknown, status: number): Record<string, string> {
  if (status === 401) return { 'WWW-Authenticate': challengeFor(error) };
  // What is left of the body will not be read, so the connection is of no more use.
  if (status === 413) return { Connection: 'close' };
  if (status !== 503 && status !== 429 && !isRetryable(error)) return {};
  const seconds = error instanceof ProvisioningError ? error.retryAfterSeconds : undefined;
  return { 'Retry-After': String(seconds ?? RETRY_AFTER_SECONDS) };
}

function isRetryable(error: unknown): boolean {
  return error instanceof ProvisioningError && error.retryable && error.retryAfterSeconds !== undefined;
}

/** RFC 6750 §3: the error is named only when a credential was given. */
function challengeFor(error: unknown): string {
  const missing = error instanceof ProvisioningError && error.code === 'credential_missing';
  return missing ? 'Bearer realm="dm-wsi"' : 'Bearer realm="dm-wsi", error="invalid_token"';
}
