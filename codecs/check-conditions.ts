import type { DocumentFault } from '../domain/document.ts';
import { errorAt, hasParm, type Located, warningAt } from './located.ts';

type Check = (located: Located) => DocumentFault[];

/** Rules between parms of one characteristic (OMA ProvCont 1.1). */
const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['BOOTSTRAP', checkBootstrap],
  ['VALIDITY', checkValidity],
  ['ACCESS', checkAccess],
]);

/** Rules that tie parms to each other: one network scope, one owner, rules before their conditions. */
export function checkConditions(all: readonly Located[]): DocumentFault[] {
  const owners = all.filter((located) => located.characteristic.type === 'BOOTSTRAP' && hasParm(located, 'PROVURL'));
  return [
    ...all.flatMap((located) => CHECKS.get(located.characteristic.type)?.(located) ?? []),
    ...owners.slice(1).map(({ path }) => errorAt(`${path}/PROVURL`, 'Expected at most one PROVURL in a document')),
  ];
}

function checkBootstrap(located: Located): DocumentFault[] {
  const isScoped = hasParm(located, 'NETWORK') || hasParm(located, 'COUNTRY');
  if (hasParm(located, 'PROVURL')) {
    return isScoped ? [warningAt(located.path, 'Handsets ignore NETWORK and COUNTRY beside PROVURL')] : [];
  }
  return needs(located, { parm: 'NETWORK', needed: 'COUNTRY' });
}

function checkValidity(located: Located): DocumentFault[] {
  return [...needs(located, { parm: 'NETWORK', needed: 'COUNTRY' }), ...needs(located, { parm: 'SID', needed: 'SOC' })];
}

/** Order counts here: a RULE opens a rule, and what follows are its conditions. An empty ACCESS is allowed. */
function checkAccess({ characteristic: { parms }, path }: Located): DocumentFault[] {
  const [first] = parms;
  return first === undefined || first.name === 'RULE' ? [] : [errorAt(path, 'Expected a RULE first')];
}

function needs(located: Located, { parm, needed }: { parm: string; needed: string }): DocumentFault[] {
  if (!hasParm(located, parm) || hasParm(located, needed)) return [];
  return [errorAt(`${located.path}/${parm}`, `Expected ${needed} beside it, got none`)];
}
