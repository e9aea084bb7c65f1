import test from 'ava';
import { type OrderAct, refusalOf } from '../../domain/order-acts.ts';
import { FINAL_STATES, OPEN_STATES, ORDER_STATES, type OrderState } from '../../domain/order-state.ts';

const CALM = { exposed: false, answered: false, replaced: false, carried: false };

/** The states in which an act is granted. */
function granting(act: OrderAct, known: Partial<typeof CALM> = {}): OrderState[] {
  return ORDER_STATES.filter((state) => refusalOf(act, { state, ...CALM, ...known }) === undefined);
}

test('every open order can be cancelled while nothing is on its way', (t) => {
  t.deepEqual(granting('cancel'), [...OPEN_STATES]);
});

test('no order can be cancelled once something may be on its way, and each says whether it was too late or over', (t) => {
  for (const state of OPEN_STATES)
    t.is(refusalOf('cancel', { state, ...CALM, exposed: true }), 'order_cancel_too_late');
  for (const state of FINAL_STATES) t.is(refusalOf('cancel', { state, ...CALM, exposed: true }), 'order_state_unfit');
});

test('an answer is taken while it is awaited, and once', (t) => {
  t.deepEqual(granting('answer'), ['awaiting_user']);
  for (const state of ORDER_STATES)
    t.is(refusalOf('answer', { state, ...CALM, answered: true }), 'order_already_answered');
});

test('an acknowledgement is taken for what is or may be sent, whatever is known of it', (t) => {
  for (const exposed of [true, false])
    t.deepEqual(granting('acknowledge', { exposed }), ['delivering', 'awaiting_acknowledgement']);
});

test('an open order can be replaced, whatever is on its way, and once', (t) => {
  for (const exposed of [true, false]) t.deepEqual(granting('replace', { exposed }), [...OPEN_STATES]);
  for (const state of ORDER_STATES) t.is(refusalOf('replace', { state, ...CALM, replaced: true }), 'order_replaced');
});

test('an order whose place another has taken is not run again', (t) => {
  for (const state of ORDER_STATES) t.is(refusalOf('rerun', { state, ...CALM, replaced: true }), 'order_replaced');
});

test('an order that neither succeeded nor was declined can be run again once it is over', (t) => {
  t.deepEqual(granting('rerun'), ['unconfirmed', 'cancelled', 'expired', 'failed']);
});

test('what is in the document of another order is not replaced until that one has ended', (t) => {
  for (const state of ORDER_STATES) t.is(refusalOf('replace', { state, ...CALM, carried: true }), 'order_state_unfit');
});
