import type { CpDocument, SecurityMethod } from '../domain/document.ts';
import { DEVIATIONS } from './deviation-rows.ts';
import { locate } from './located.ts';

/** Where a kind of handset departs from OMA Client Provisioning in a way that a document meets. */
export interface Deviation {
  /** Whose handsets. */
  readonly who: string;
  /** Where in the document, such as `NAPDEF[1]/BEARER`; `security` for the method. */
  readonly path: string;
  readonly message: string;
  /** Where the fact is from. */
  readonly source: string;
}

/**
 * What is known to go wrong with a document on handsets of a model. Handsets were seen, not specified: each of these may
 * be untrue of one, so they warn and refuse nothing.
 *
 * @param model - as people write it, such as `Nokia 6300`; matched without case
 */
export function deviationsOf(
  document: CpDocument,
  { security, model }: { readonly security: SecurityMethod | undefined; readonly model: string },
): Deviation[] {
  const seen = { document, all: locate(document), security };
  return DEVIATIONS.filter((row) => row.model.test(model) && !(row.except?.test(model) ?? false)).flatMap((row) =>
    row.find(seen).map((path) => ({ who: row.who, path, message: row.message, source: row.source })),
  );
}
