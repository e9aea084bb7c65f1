/** States in which an order still moves (design §2). */
export const OPEN_STATES = [
  'accepted',
  'scheduled',
  'awaiting_user',
  'queued',
  'delivering',
  'awaiting_acknowledgement',
] as const;
type OpenState = (typeof OPEN_STATES)[number];

/** A final state never changes; running the order again makes a new run. */
export const FINAL_STATES = ['completed', 'unconfirmed', 'declined', 'cancelled', 'expired', 'failed'] as const;
export type FinalState = (typeof FINAL_STATES)[number];

export const ORDER_STATES = [...OPEN_STATES, ...FINAL_STATES] as const;
export type OrderState = OpenState | FinalState;
