import { BUILT_IN_DEFINITIONS } from '../../domain/built-in-definitions.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';

/** The built-in access point without its BOOTSTRAP, so that its document fits one short message. */
export function onePartDefinition(): ServiceDefinition {
  const access = BUILT_IN_DEFINITIONS.find(({ name }) => name === 'internet-access');
  if (access === undefined) throw new Error('The built-in definition internet-access is absent');
  return { ...access, name: 'one-part', document: access.document.filter(({ type }) => type !== 'BOOTSTRAP') };
}
