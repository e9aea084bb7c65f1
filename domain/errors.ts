/** Every failure the service foresees. Stable across releases: clients branch on the code, people read the message. */
export const ERROR_CODES = [
  'request_malformed',
  'request_invalid',
  'request_too_large',
  'media_type_unsupported',
  'route_unknown',
  'method_not_allowed',
  'credential_missing',
  'credential_invalid',
  'credential_expired',
  'permission_missing',
  'precondition_missing',
  'precondition_failed',
  'idempotency_key_missing',
  'idempotency_key_reused',
  'idempotency_key_in_progress',
  'source_forbidden',
  'rate_limited',
  'limit_reached',
  'tenant_not_found',
  'tenant_already_exists',
  'tenant_protected',
  'bearer_not_found',
  'bearer_already_exists',
  'domain_not_found',
  'domain_unprovable',
  'domain_unproved',
  'client_not_found',
  'client_keys_full',
  'client_key_not_found',
  'client_registration_taken',
  'order_not_found',
  'order_state_unfit',
  'order_cancel_too_late',
  'order_replaced',
  'order_already_answered',
  'link_unavailable',
  'pin_unavailable',
  'pin_already_told',
  'order_erased',
  'device_not_found',
  'device_already_exists',
  'device_in_use',
  'device_not_addressable',
  'device_unfit',
  'import_not_found',
  'import_state_unfit',
  'import_file_differs',
  'consent_not_found',
  'context_not_found',
  'context_already_open',
  'context_unfit',
  'context_grant_not_found',
  'context_transfer_not_found',
  'context_transfer_state_unfit',
  'user_unreachable',
  'confirmation_required',
  'definition_not_found',
  'definition_already_exists',
  'definition_state_unfit',
  'definition_name_taken',
  'definition_unusable',
  'definition_invalid',
  'parameters_invalid',
  'content_forbidden',
  'security_unavailable',
  'document_invalid',
  'document_too_large',
  'frequency_exceeded',
  'backlog_full',
  'service_unavailable',
  'data_unreadable',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export function isErrorCode(text: string): text is ErrorCode {
  return ERROR_CODES.some((code) => code === text);
}

/** One thing that is wrong with an input: where, what was wanted, what was got. Never carries a value that may be secret. */
export interface InputFault {
  /** JSON Pointer into the body (`/parameters/apn`), or the name of a header or query parameter. */
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

export interface ProvisioningErrorOptions extends ErrorOptions {
  readonly retryable?: boolean;
  readonly faults?: readonly InputFault[];
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds?: number;
}

/**
 * A failure the service foresaw. Anything else that is thrown is a bug.
 *
 * `retryable` answers one question only: could the same call succeed later, with nothing about it changed?
 */
export class ProvisioningError extends Error {
  override readonly name = 'ProvisioningError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly faults: readonly InputFault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ProvisioningErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.faults = options.faults ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
