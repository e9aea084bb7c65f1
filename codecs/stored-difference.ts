import { type Difference, differenceOf } from '../domain/difference.ts';
import type { CpDocument } from '../domain/document.ts';
import { decodeWbxml } from './wbxml-decode.ts';
import { decodePush } from './wsp-push.ts';

/** A document of a context, as stored. */
export interface StoredKnown {
  readonly definition: string;
  /** A connectionless push of WSP. */
  readonly push: Uint8Array;
}

/**
 * How a document differs from those that are stored of a context.
 *
 * @param known - undefined when what is in the phone is not known for certain
 */
export function differenceFromStored(
  document: CpDocument,
  { definition, known }: { readonly definition: string; readonly known: readonly StoredKnown[] | undefined },
): Difference {
  if (known === undefined) return { form: 'whole', why: 'unknown' };
  const documents = known.map((one) => ({
    definition: one.definition,
    document: decodeWbxml(decodePush(one.push).body),
  }));
  return differenceOf(document, { definition, known: documents });
}
