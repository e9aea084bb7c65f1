import type { CpDocument, DocumentFault } from '../domain/document.ts';
import { checkApplications } from './check-applications.ts';
import { checkConditions } from './check-conditions.ts';
import { checkReferences } from './check-references.ts';
import { checkStructure } from './check-structure.ts';
import { MAX_DEPTH, MAX_ELEMENTS } from './limits.ts';
import { errorAt, type Located, locate, ROOT_PATH, warningAt } from './located.ts';
import { encodeWbxml } from './wbxml-encode.ts';

/** Four short messages hold 512 octets, of which ports, type and MAC take 50: beyond that some handsets give up. */
const MAX_OCTETS = 462;

/**
 * Checks a document against OMA ProvCont 1.1 and against what is known of handsets: what they would refuse or could not
 * use is an error, what some of them do not take is a warning. Says where and what, never a value.
 */
export function checkDocument(document: CpDocument): DocumentFault[] {
  const all = locate(document);
  const sizeFaults = checkSize(all);
  // The other checks compare everything with everything: not for what is too large anyhow.
  if (sizeFaults.length > 0) return sizeFaults;
  const faults = [...checkStructure(all), ...checkReferences(all), ...checkConditions(all), ...checkApplications(all)];
  // What has errors may be impossible to encode.
  return faults.some(({ severity }) => severity === 'error') ? faults : [...faults, ...checkLength(document)];
}

function checkSize(all: readonly Located[]): DocumentFault[] {
  const elements = all.reduce((count, { characteristic }) => count + 1 + characteristic.parms.length, 1);
  const tooDeep = all.find(({ depth }) => depth > MAX_DEPTH);
  return [
    ...(all.length > 0 ? [] : [errorAt(ROOT_PATH, 'Expected at least one characteristic, got none')]),
    ...(elements <= MAX_ELEMENTS ? [] : [errorAt(ROOT_PATH, `Expected at most ${MAX_ELEMENTS} elements`)]),
    ...(tooDeep === undefined ? [] : [errorAt(tooDeep.path, `Expected at most ${MAX_DEPTH} levels`)]),
  ];
}

function checkLength(document: CpDocument): DocumentFault[] {
  const { length } = encodeWbxml(document);
  if (length <= MAX_OCTETS) return [];
  return [warningAt(ROOT_PATH, `Some handsets take at most ${MAX_OCTETS} octets of WBXML, these are ${length}`)];
}
