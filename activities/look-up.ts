import { ProvisioningError } from '../domain/errors.ts';
import type { LookedUp } from '../domain/lookup.ts';
import type { LookupCase, LookupStart } from '../domain/lookup-case.ts';
import type { OrderEvent } from '../domain/order.ts';

interface RunKey {
  readonly orderId: string;
  readonly run: number;
}

export interface LookUpInput extends RunKey {
  readonly timeoutMs: number;
}

/** What an endpoint answered, or why it did not. `why` is a word of ours. */
type Called =
  | { readonly type: 'answered'; readonly status: number; readonly retryAfterMs: number; readonly body: string }
  | { readonly type: 'failed'; readonly why: string; readonly isTemporary: boolean };

export interface LookUpDeps {
  readonly lookups: {
    begin(key: RunKey): Promise<LookupStart>;
    record(key: RunKey, found: LookedUp): Promise<void>;
    fail(key: RunKey, why: string): Promise<void>;
  };
  readonly callEndpoint: (
    made: LookupCase,
    call: { readonly id: string; readonly body: string; readonly timeoutMs: number },
  ) => Promise<Called>;
  /** @throws ProvisioningError when it is not what was asked for, or may not be */
  readonly readLookedUp: (made: LookupCase, body: string) => Promise<LookedUp>;
}

/** Answers after which the same call may fare better. */
const TEMPORARY = [408, 425, 429, 500, 502, 503, 504];

/**
 * Calls the endpoint of an order's definition, once. Pauses and further calls are the run's to decide.
 *
 * Safe to run again: the call has the same id, and what was kept is not asked for again.
 */
export function createLookUp({ lookups, callEndpoint, readLookedUp }: LookUpDeps) {
  return async ({ orderId, run, timeoutMs }: LookUpInput): Promise<OrderEvent> => {
    const key = { orderId, run };
    const failed = async (why: string, isTemporary: boolean, retryAfterMs = 0): Promise<OrderEvent> => {
      await lookups.fail(key, why);
      return { type: 'lookup_failed', isTemporary, retryAfterMs };
    };

    const start = await lookups.begin(key);
    if (start.type === 'over') return { type: 'found_final', state: 'cancelled', reason: null };
    if (start.type === 'cancelled') return { type: 'cancel_granted' };
    if (start.type === 'known') return { type: 'looked_up' };
    const { made } = start;
    const call = { id: `lookup_${orderId}_${run}`, body: requestOf(made, run), timeoutMs };
    const called = await callEndpoint(made, call);
    if (called.type === 'failed') return failed(called.why, called.isTemporary);
    const { status, retryAfterMs, body } = called;
    if (status !== 200) return failed(`status ${status}`, TEMPORARY.includes(status), retryAfterMs);
    try {
      await lookups.record(key, await readLookedUp(made, body));
    } catch (error) {
      if (!(error instanceof ProvisioningError) || error.retryable) throw error;
      return failed(error.code, false);
    }
    return { type: 'looked_up' };
  };
}

/** Nothing of the subscriber: whoever knows the order knows whose it is. */
function requestOf({ orderId, tenant, definition, parameters }: LookupCase, run: number): string {
  const missing = (definition.lookup?.parameters ?? []).filter((name) => !Object.hasOwn(parameters, name));
  return JSON.stringify({
    type: 'lookup.requested',
    timestamp: new Date().toISOString(),
    data: {
      order: orderId,
      run,
      tenant: tenant.name,
      definition: { name: definition.name, version: definition.version },
      missing,
    },
  });
}
