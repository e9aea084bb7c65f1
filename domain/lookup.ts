import type { LookupFallback, ServiceDefinition, TemplateCharacteristic } from './definition.ts';
import type { Evidence } from './evidence.ts';
import { jitteredMs } from './pause.ts';

/** How the endpoint of a definition is called in one run. Numbers and codes only: it travels through Temporal. */
export interface LookupPolicy {
  readonly timeoutMs: number;
  /** Tries before it is given up; with `wait` they have no end but the order's own. */
  readonly tries: number;
  readonly ifDown: LookupFallback;
}

/** A run that has not heard from the endpoint of its definition. */
export interface LookingUp {
  readonly state: 'looking_up';
  /** Made so far. */
  readonly tries: number;
  /** Pause before the next; 0 for at once. */
  readonly waitMs: number;
  readonly evidence: Evidence;
}

/** What came of one call. `isTemporary`: the same call may fare better later. */
export type LookupEvent =
  | { readonly type: 'looked_up' }
  | { readonly type: 'lookup_failed'; readonly isTemporary: boolean; readonly retryAfterMs: number };

const RETRY_MS = 2_000;
/** Between two of the first tries, and between those of an order that waits. */
const LONGEST_RETRY_MS = { few: 30_000, wait: 15 * 60_000 } as const;

/**
 * Where a call leads.
 *
 * @param roll - 0 to 1, the jitter of a pause
 * @returns `done` when the run goes on, `failed` when the definition wants it to end
 */
export function advanceLookup(
  now: LookingUp,
  event: LookupEvent,
  { lookup, roll }: { readonly lookup: LookupPolicy; readonly roll: number },
): LookingUp | 'done' | 'failed' {
  if (event.type === 'looked_up') return 'done';
  const tries = now.tries + 1;
  const isLast = lookup.ifDown !== 'wait' && (!event.isTemporary || tries >= lookup.tries);
  if (isLast) return lookup.ifDown === 'fail' ? 'failed' : 'done';
  const longest = lookup.ifDown === 'wait' ? LONGEST_RETRY_MS.wait : LONGEST_RETRY_MS.few;
  const pauseMs = jitteredMs({ first: RETRY_MS, longest, times: tries, roll });
  return { ...now, tries, waitMs: Math.min(longest, Math.max(pauseMs, event.retryAfterMs)) };
}

/** What an endpoint knew: values, and perhaps the whole document of this order. */
export interface LookedUp {
  readonly values: Readonly<Record<string, unknown>>;
  readonly document?: readonly TemplateCharacteristic[];
}

interface Material {
  readonly definition: ServiceDefinition;
  /** An operator has approved what the definition holds. */
  readonly approved: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * An order with what was looked up for it. What the order came with goes before; a document that nobody has seen before is
 * approved by nobody.
 */
export function withLookedUp<T extends Material>(material: T, found: LookedUp | undefined): T {
  if (found === undefined) return material;
  const parameters = { ...found.values, ...material.parameters };
  if (found.document === undefined) return { ...material, parameters };
  return {
    ...material,
    parameters,
    approved: false,
    definition: { ...material.definition, document: found.document },
  };
}
