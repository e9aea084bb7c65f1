import type { ErrorCode } from './errors.ts';
import { isFinalState, type OrderState } from './order-state.ts';

/** What a client may want of an order that was accepted. */
export type OrderAct = 'cancel' | 'answer' | 'acknowledge' | 'rerun' | 'replace';

/** What decides on it, read under the order's lock. */
export interface ActOn {
  readonly state: OrderState;
  /** Something may be on its way to the phone: a send that was not refused, in an attempt that has not failed. */
  readonly exposed: boolean;
  readonly answered: boolean;
  /** Another order has taken its place. */
  readonly replaced: boolean;
  /** Its settings are under way in the document of another order. */
  readonly carried: boolean;
}

/** Why an act is refused; undefined when it is granted. */
export function refusalOf(act: OrderAct, on: ActOn): ErrorCode | undefined {
  const { state, exposed, answered, replaced } = on;
  switch (act) {
    case 'cancel':
      if (isFinalState(state)) return 'order_state_unfit';
      return exposed ? 'order_cancel_too_late' : undefined;
    case 'answer':
      if (answered) return 'order_already_answered';
      return unless(state === 'awaiting_user');
    case 'acknowledge':
      return unless(state === 'delivering' || state === 'awaiting_acknowledgement');
    case 'replace':
      return refusalToReplace(on);
    case 'rerun':
      if (replaced) return 'order_replaced';
      return unless(isFinalState(state) && state !== 'completed' && state !== 'declined');
  }
}

function refusalToReplace({ state, replaced, carried }: ActOn): ErrorCode | undefined {
  return replaced ? 'order_replaced' : unless(!isFinalState(state) && !carried);
}

function unless(fit: boolean): ErrorCode | undefined {
  return fit ? undefined : 'order_state_unfit';
}
