/*
 * What registered applications need beyond OMA ProvCont 1.1, by APPID (OMNA registry of application
 * characteristics), as data. An application that is not here is held to nothing.
 */

export interface ApplicationRule {
  /** ADDR, or APPADDR with one. */
  readonly needsAddress?: boolean;
  /** A PORT in some APPADDR. */
  readonly needsPort?: boolean;
  /** A RESOURCE with AACCEPT. */
  readonly needsResource?: boolean;
  /** Parms of APPLICATION that must be there with a value that is not empty. */
  readonly needs?: readonly string[];
  /** Parms that the application adds; `any` where they are too many to list. */
  readonly adds?: readonly string[] | 'any';
}

export const APPLICATIONS: Readonly<Record<string, ApplicationRule>> = {
  w2: {},
  w4: { needsAddress: true, adds: ['CM', 'RM', 'MS', 'PC-ADDR', 'Ma'] },
  w5: { needsAddress: true, needsResource: true },
  w7: {
    needsAddress: true,
    needs: ['PROVIDER-ID'],
    adds: [
      'INIT',
      'ROLE',
      'PROTOVER',
      'BACKCOMPATRETRYDISABLED',
      'CONNRETRYFREQ',
      'INITIALBACKOFTIME',
      'MAXBACKOFTIME',
      'DEFAULTENCODING',
      'USEHWDEVID',
      'SSLCLIENTCERTSEARCHCRITERIA',
    ],
  },
  wA: { needsAddress: true, needs: ['AACCEPT'] },
  '25': { needsAddress: true, needsPort: true, needs: ['FROM'], adds: ['FROM', 'RT-ADDR'] },
  '110': { needsAddress: true, needsPort: true },
  '143': { needsAddress: true, needsPort: true },
  ap0004: { needsAddress: true },
  ap0005: { needsAddress: true, adds: ['CM', 'RM', 'MS', 'PC-ADDR', 'Ma'] },
  // All parms of the IMS management object may come (3GPP TS 24.167 annex B).
  ap2001: { needs: ['APPREF', 'TO-NAPID'], adds: 'any' },
};
