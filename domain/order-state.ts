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

export function isFinalState(state: OrderState): state is FinalState {
  return FINAL_STATES.some((final) => final === state);
}

/** Whether the order's own time ends the waits of a state; the others have a time of theirs. */
export function isBoundedByExpiry(state: OrderState | 'looking_up'): boolean {
  return state === 'looking_up' || state === 'queued' || state === 'delivering';
}
