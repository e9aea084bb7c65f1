import { APPLICATIONS } from './application-rules.ts';
import { CHARACTERISTICS, entryOf, type ParmRule } from './characteristic-rules.ts';
import type { Characteristic } from './document.ts';

/** What a parm that is open by design may be. */
const OPEN: ParmRule = { count: '*', kind: 'either' };

/** The rule for a parm in its place; undefined when nothing is known of it there. */
export function parmRule(characteristic: Characteristic, name: string): ParmRule | undefined {
  const rule = entryOf(CHARACTERISTICS, characteristic.type);
  return rule === undefined ? undefined : (entryOf(rule.parms, name) ?? extraRule(characteristic, name));
}

/** Parms that are open by design: those of a vendor, and those that an application registered. */
function extraRule({ type, parms }: Characteristic, name: string): ParmRule | undefined {
  if (type === 'VENDORCONFIG') return OPEN;
  if (type !== 'APPLICATION') return undefined;
  const id = parms.find((parm) => parm.name === 'APPID')?.value ?? '';
  const application = entryOf(APPLICATIONS, id);
  if (application === undefined || application.adds === 'any') return OPEN;
  return application.adds?.includes(name) === true ? OPEN : undefined;
}
