/** How sure we are that the settings reached the device, from least to most. */
export const EVIDENCE = ['none', 'submitted', 'delivered', 'applied'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** The stronger of two: evidence never falls. */
export function strongerEvidence(a: Evidence, b: Evidence): Evidence {
  return EVIDENCE.indexOf(a) >= EVIDENCE.indexOf(b) ? a : b;
}

export function isEvidenceEnough(got: Evidence, wanted: Evidence): boolean {
  return EVIDENCE.indexOf(got) >= EVIDENCE.indexOf(wanted);
}
