/** Why an order is where it is, for people and programs; a closed list. */
export const REASONS = [
  'answer_missing',
  'lookup_failed',
  'user_declined',
  'user_unreachable',
  'user_refused_on_device',
  'client_cancelled',
  'order_expired',
  'document_unusable',
  'content_forbidden',
  'tenant_suspended',
  'device_unusable',
  'bearer_refused',
  'bearer_unavailable',
  'bearer_paused',
  'bearer_throttled',
  'temporarily_refused',
  'in_doubt',
  'receipt_negative',
  'evidence_missing',
  'attempts_exhausted',
] as const;
export type Reason = (typeof REASONS)[number];
