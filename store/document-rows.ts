import type { DeliveryKey, StoredDocument } from '../domain/delivery.ts';
import { sealForms } from './document-forms.ts';
import type { Vault } from './vault.ts';

type RunKey = Pick<DeliveryKey, 'orderId' | 'run'>;

/** Where a document is sealed. */
export const documentPlace = (key: RunKey): string => `documents.push/${key.orderId}/${key.run}`;
const signedPlace = (key: RunKey): string => `documents.signed/${key.orderId}/${key.run}`;

export interface DocumentRow {
  push_sealed: Buffer | null;
  reference: number | null;
  part_count: number | null;
  signed_sealed: Buffer | null;
  signed_part_count: number | null;
  context: string | null;
}

/** What `INSERT_DOCUMENT` takes besides the run. */
export function documentBindings(vault: Vault, key: RunKey, document: StoredDocument): Record<string, unknown> {
  return {
    push: vault.seal(document.push, documentPlace(key)),
    pushOctets: document.push.length,
    reference: document.reference,
    partCount: document.partCount,
    signed: document.signed ? vault.seal(document.signed.push, signedPlace(key)) : null,
    signedPartCount: document.signed?.partCount ?? null,
    context: document.context,
    forms: sealForms(vault, key, document.forms),
  };
}

/** The document of the order that is in `taken`, unless its run has one. */
export const INSERT_DOCUMENT = `
    insert into documents (tenant_id, order_id, run, push_sealed, push_octets, push_hash, reference, part_count, context,
      signed_sealed, signed_part_count, forms_sealed)
    select tenant_id, id, :run, :push, :pushOctets, sha256(:push), :reference, :partCount, :context, :signed, :signedPartCount, :forms
    from taken
    on conflict do nothing`;

export function storedDocument(row: DocumentRow, key: RunKey, vault: Vault): StoredDocument | null {
  if (row.push_sealed === null || row.reference === null || row.part_count === null) return null;
  const push = vault.open(row.push_sealed, documentPlace(key));
  const { signed_sealed: sealed, signed_part_count: partCount } = row;
  const signed =
    sealed === null || partCount === null ? null : { push: vault.open(sealed, signedPlace(key)), partCount };
  return { push, reference: row.reference, partCount: row.part_count, context: row.context, signed };
}
