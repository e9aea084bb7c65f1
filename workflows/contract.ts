import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineSignal } from '@temporalio/workflow';
import type { Evidence } from '../domain/evidence.ts';
import type { OrderPolicy, Reason } from '../domain/order.ts';

/** What a run is started with. Surrogate ids and numbers only: histories are readable by every operator. */
export interface ProvisionDeviceInput {
  readonly orderId: string;
  readonly run: number;
  readonly policy: OrderPolicy;
}

export const WORKFLOW_TYPE = 'provisionDevice';

/** One workflow a run of an order. A closed run is never started again under its id. */
export function workflowIdOf(order: { readonly id: string; readonly run: number }): string {
  return `order/${order.id}/${order.run}`;
}

export const userAnswered = defineSignal<['accept' | 'decline']>('userAnswered');
export const turnGranted = defineSignal('turnGranted');
export const evidenceReported = defineSignal<[Evidence]>('evidenceReported');
export const attemptFailed = defineSignal<[{ attempt: number; permanent: boolean; reason: Reason }]>('attemptFailed');
export const refusedOnDevice = defineSignal('refusedOnDevice');
export const cancelGranted = defineSignal('cancelGranted');

/** Search attributes, for operators: the state of an order and what it waits for. All are registered before use. */
export const attributes = {
  tenant: defineSearchAttributeKey('WsiTenant', SearchAttributeType.KEYWORD),
  order: defineSearchAttributeKey('WsiOrder', SearchAttributeType.KEYWORD),
  device: defineSearchAttributeKey('WsiDevice', SearchAttributeType.KEYWORD),
  definition: defineSearchAttributeKey('WsiDefinition', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('WsiState', SearchAttributeType.KEYWORD),
  waitsFor: defineSearchAttributeKey('WsiWaitsFor', SearchAttributeType.KEYWORD),
  attempt: defineSearchAttributeKey('WsiAttempt', SearchAttributeType.INT),
  dueAt: defineSearchAttributeKey('WsiDueAt', SearchAttributeType.DATETIME),
} as const;
