import type { Static } from '@sinclair/typebox';
import type { DefinitionHead, RegisteredDefinition } from '../domain/requests.ts';
import type { DEFINITION_HEAD } from './definition-schemas.ts';
import { etagOf } from './etag.ts';
import type { Reply } from './route.ts';

/** A version without its content. Field by field, so that what the store adds is not shown by accident. */
export function presentHead(head: DefinitionHead): Static<typeof DEFINITION_HEAD> {
  return {
    name: head.name,
    version: head.version,
    title: head.title,
    kind: head.kind,
    provider: head.provider,
    state: head.state,
    shared: head.shared,
    createdAt: head.createdAt,
    submittedAt: head.submittedAt,
    approvedAt: head.approvedAt,
    activatedAt: head.activatedAt,
    retiredAt: head.retiredAt,
  };
}

/** What an operator must approve of a version, and what was said. */
export function presentApproval({ approvalNeeds, rejection }: DefinitionHead) {
  return { approvalNeeds: approvalNeeds.map(({ path, kind, why }) => ({ path, kind, why })), rejection };
}

/** All of a version. What passed between its provider and the operator is theirs. */
export function presentDefinition(registered: RegisteredDefinition, isTheirs: boolean): object {
  return {
    ...registered.definition,
    ...presentHead(registered),
    ...(isTheirs ? presentApproval(registered) : { approvalNeeds: [], rejection: null }),
  };
}

/** The reply to whoever may change it. */
export function replyOwn(registered: RegisteredDefinition, status = 200): Reply {
  return { status, body: presentDefinition(registered, true), headers: { ETag: etagOf(registered.revision) } };
}
