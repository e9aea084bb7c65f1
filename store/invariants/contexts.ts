import { type Invariant, SCOPE } from './scope.ts';

/** By what a bearer that was removed since went, nobody knows; nor what was in a document that was erased. */
const PROVEN: Invariant = {
  name: 'proven-or-trusted',
  promise: 'I4',
  title: 'What a phone is to trust without a proof goes into a context, by a path that it trusts',
  sql: `
    with ${SCOPE}
    select s.tenant_id, s.order_id, s.run, format('attempt %s: went by %s without a proof', s.attempt, s.bearer) as what
    from sends s join scope c on c.tenant_id = s.tenant_id and c.id = s.order_id
    join orders o on o.tenant_id = s.tenant_id and o.id = s.order_id
    join documents d on d.tenant_id = s.tenant_id and d.order_id = s.order_id and d.run = s.run
    join bearers b on b.name = s.bearer
    where o.security = 'none' and b.kind = 'smpp' and d.push_sealed is not null and d.signed_sealed is null
      and s.state in ('writing', 'in_doubt', 'accepted')
    union all
    select l.tenant_id, l.order_id, l.run, format('attempt %s: waits for no context', l.attempt)
    from document_links l join scope c on c.tenant_id = l.tenant_id and c.id = l.order_id
    join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
    where l.way = 'context' and o.context_id is null`,
};

export const CONTEXT_INVARIANTS: readonly Invariant[] = [PROVEN];
