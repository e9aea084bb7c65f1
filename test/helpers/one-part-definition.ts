import type { ServiceDefinition } from '../../domain/definition.ts';
import { definitionNamed } from './definitions.ts';

/** The access point that comes with the service, without its BOOTSTRAP, so that its document fits one short message. */
export function onePartDefinition(): ServiceDefinition {
  const access = definitionNamed('internet-access');
  return { ...access, name: 'one-part', document: access.document.filter(({ type }) => type !== 'BOOTSTRAP') };
}
