import type { OrderKind, ServiceDefinition } from '../domain/definition.ts';
import type { ApprovalNeed, DefinitionState } from '../domain/definition-life.ts';
import type { DefinitionHead, RegisteredDefinition } from '../domain/requests.ts';

/** A definition as `HEAD_COLUMNS` selects it. */
export interface HeadRow {
  tenant_id: string;
  id: string;
  provider: string;
  name: string;
  version: string;
  title: string;
  kind: OrderKind;
  state: DefinitionState;
  shared: boolean;
  approval_needs: ApprovalNeed[];
  approved_at: Date | null;
  rejection: string | null;
  created_at: Date;
  submitted_at: Date | null;
  activated_at: Date | null;
  retired_at: Date | null;
  revision: number;
}

export interface DefinitionRow extends HeadRow {
  body: ServiceDefinition;
}

/** Of definitions as `d`. */
export const HEAD_COLUMNS = `
  d.tenant_id, d.id, d.provider, d.name, d.version, d.body ->> 'title' as title, d.body ->> 'kind' as kind, d.state,
  d.shared, d.approval_needs, d.approved_at, d.rejection, d.created_at, d.submitted_at, d.activated_at, d.retired_at,
  d.revision`;

export const DEFINITION_COLUMNS = `${HEAD_COLUMNS}, d.body`;

export function headFromRow(row: HeadRow): DefinitionHead {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    provider: row.provider,
    name: row.name,
    version: row.version,
    title: row.title,
    kind: row.kind,
    state: row.state,
    shared: row.shared,
    approvalNeeds: row.approval_needs,
    approvedAt: timeOf(row.approved_at),
    rejection: row.rejection,
    createdAt: row.created_at.toISOString(),
    submittedAt: timeOf(row.submitted_at),
    activatedAt: timeOf(row.activated_at),
    retiredAt: timeOf(row.retired_at),
    revision: row.revision,
  };
}

export function definitionFromRow(row: DefinitionRow): RegisteredDefinition {
  return { ...headFromRow(row), definition: row.body };
}

function timeOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
