import { checkDocument } from '../codecs/check-document.ts';
import { parseXml } from '../codecs/xml.ts';
import { DecodeError } from '../domain/decode-error.ts';
import type { CpDocument } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { type Proposal, type ProposalName, proposeDefinition } from '../domain/propose-definition.ts';
import { checkDefinitionInTurns } from './check-definition.ts';

/**
 * Makes a definition of a document that works today, as XML (text/vnd.wap.connectivity-xml). What comes back could be
 * registered as it is.
 *
 * @throws ProvisioningError `request_malformed` with the character at which reading stopped, `document_invalid` with the
 * places in the document that handsets would refuse, `definition_invalid` for what a definition cannot hold
 */
export async function importDefinition(xml: string, as: ProposalName): Promise<Proposal> {
  const document = read(xml);
  const errors = checkDocument(document).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const faults = errors
      .slice(0, 20)
      .map(({ path, message }) => ({ field: path, expected: message, got: 'otherwise' }));
    const told = faults.map(({ field, expected }) => `${field}: ${expected}`).join('; ');
    throw new ProvisioningError('document_invalid', `Cannot take the document: ${told}`, { faults });
  }
  const { definition, notes } = proposeDefinition(document, as);
  return { definition: await checkDefinitionInTurns(definition), notes };
}

function read(xml: string): CpDocument {
  try {
    return parseXml(xml);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const field = `character ${error.offset + 1}`;
    const expected = `${error.element}: ${error.reason}`;
    throw new ProvisioningError('request_malformed', `Cannot read the document as XML at ${field}: ${expected}`, {
      faults: [{ field, expected, got: 'otherwise' }],
      cause: error,
    });
  }
}
