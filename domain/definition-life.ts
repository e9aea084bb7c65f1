import type { ContentKind } from './content-table.ts';
import { ProvisioningError } from './errors.ts';

/** `draft` may still be removed; `active` may be ordered; `retired` may not, and can be made active again. */
export const DEFINITION_STATES = ['draft', 'awaiting_approval', 'active', 'retired'] as const;
export type DefinitionState = (typeof DEFINITION_STATES)[number];

/** Something in a definition that an operator must agree to before anybody's phone gets it. */
export interface ApprovalNeed {
  /** JSON Pointer into the definition; empty for the whole. */
  readonly path: string;
  readonly kind: ContentKind | 'rejected';
  /** To be read by people. */
  readonly why: string;
}

/** What counts when a version is to be made active. */
export interface Standing {
  /** An operator approved just this content. */
  readonly approved: boolean;
  /** An operator rejected it and nobody has approved it since. */
  readonly rejected: boolean;
}

export interface Activation {
  readonly state: 'active' | 'awaiting_approval';
  /** What an operator must agree to, or has agreed to. */
  readonly needs: readonly ApprovalNeed[];
}

const REJECTED_BEFORE: ApprovalNeed = { path: '', kind: 'rejected', why: 'An operator rejected this version before' };

/** What becomes of a version that its provider wants active. What an operator rejected needs an operator's yes, whatever is in it. */
export function activation({ approved, rejected }: Standing, found: readonly ApprovalNeed[]): Activation {
  const needs = rejected ? [...found, REJECTED_BEFORE] : found;
  return { state: approved || needs.length === 0 ? 'active' : 'awaiting_approval', needs };
}

/** What decides whether a tenant may order from a version. */
interface Offer {
  /** The provider's. */
  readonly tenantId: string;
  readonly state: DefinitionState;
  readonly shared: boolean;
}

/**
 * A version may be found that cannot be ordered: for its provider, and for whoever ordered from it while that was possible.
 *
 * @throws ProvisioningError `definition_unusable`, which says why
 */
export function requireOrderable({ tenantId, state, shared }: Offer, ordering: string): void {
  if (state !== 'active') throw unusable(`a version that is active, got one that is ${state.replace('_', ' ')}`, state);
  if (tenantId !== ordering && !shared) {
    throw unusable('a version of your own or a shared one, got one that is no longer shared', 'no longer shared');
  }
}

function unusable(difference: string, got: string): ProvisioningError {
  return new ProvisioningError('definition_unusable', `Cannot order from this definition: expected ${difference}`, {
    faults: [{ field: '/definition', expected: 'an active version', got }],
  });
}
