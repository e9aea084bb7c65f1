import type { Characteristic, CpDocument, Parm } from './document.ts';

/** What stands where a secret is. */
const MASK = '***';

/** Parms that hold a secret whatever is said of the value, those of vendors by what their names say. */
const SECRET_PARM = /SECRET|PASS|-PW$|PIN$|KEY|TOKEN|^AAUTHDATA$/i;

/** The document with `***` for the value of every parm that holds a secret by its name, or of which `isSecret` says so. */
export function maskDocument(document: CpDocument, isSecret: (parm: Parm) => boolean): CpDocument {
  const maskParm = (parm: Parm): Parm =>
    parm.value !== undefined && (SECRET_PARM.test(parm.name) || isSecret(parm)) ? { ...parm, value: MASK } : parm;
  const mask = ({ type, parms, children }: Characteristic): Characteristic => ({
    type,
    parms: parms.map(maskParm),
    children: children.map(mask),
  });
  return { ...document, characteristics: document.characteristics.map(mask) };
}
