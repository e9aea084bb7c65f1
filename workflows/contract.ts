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

/** What a run waits for, as search attributes show it. */
export interface Waiting {
  /** `start`, `lookup`, `answer`, `device`, `bearer` or `receipt`. */
  readonly waitsFor: string;
  readonly attempt: number | null;
}

/**
 * What a run shows from its start. The common course is written ahead: a run that need not ask waits for the receipt of
 * its first attempt until it says otherwise. Each correction costs the server a write.
 */
export function shownAtStart({
  startInMs,
  lookup,
  ask,
  acknowledgementMs,
}: OrderPolicy): Waiting & { readonly waitsMs: number } {
  if (startInMs > 0) return { waitsFor: 'start', attempt: null, waitsMs: startInMs };
  if (lookup !== undefined) return { waitsFor: 'lookup', attempt: null, waitsMs: lookup.timeoutMs };
  if (ask !== null) return { waitsFor: 'answer', attempt: null, waitsMs: ask.timeoutMs };
  return { waitsFor: 'receipt', attempt: 1, waitsMs: acknowledgementMs };
}

export const userAnswered = defineSignal<['accept' | 'decline']>('userAnswered');
export const turnGranted = defineSignal('turnGranted');
export const evidenceReported = defineSignal<[Evidence]>('evidenceReported');
export const attemptFailed = defineSignal<[{ attempt: number; permanent: boolean; reason: Reason }]>('attemptFailed');
export const refusedOnDevice = defineSignal('refusedOnDevice');
export const cancelGranted = defineSignal('cancelGranted');

/**
 * Search attributes, for operators: what a running order waits for, and how one ended that was neither completed nor
 * failed, which Temporal's own status says. All are registered before use.
 */
export const attributes = {
  tenant: defineSearchAttributeKey('WsiTenant', SearchAttributeType.KEYWORD),
  order: defineSearchAttributeKey('WsiOrder', SearchAttributeType.KEYWORD),
  device: defineSearchAttributeKey('WsiDevice', SearchAttributeType.KEYWORD),
  definition: defineSearchAttributeKey('WsiDefinition', SearchAttributeType.KEYWORD),
  outcome: defineSearchAttributeKey('WsiOutcome', SearchAttributeType.KEYWORD),
  waitsFor: defineSearchAttributeKey('WsiWaitsFor', SearchAttributeType.KEYWORD),
  attempt: defineSearchAttributeKey('WsiAttempt', SearchAttributeType.INT),
  dueAt: defineSearchAttributeKey('WsiDueAt', SearchAttributeType.DATETIME),
} as const;
