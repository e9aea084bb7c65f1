/** What a code means for the push that it answers; `throttled`: nothing is wrong with it, slow down. */
export type PapVerdict = 'accepted' | 'throttled' | 'temporary' | 'permanent';

interface PapCode {
  readonly code: number;
  readonly name: string;
  readonly verdict: PapVerdict;
}

/** Codes of response, cancel and query results (WAP-247-PAP §9.14), as data. */
export const PAP_CODES: readonly PapCode[] = [
  { code: 1000, name: 'OK', verdict: 'accepted' },
  { code: 1001, name: 'Accepted for processing', verdict: 'accepted' },
  { code: 2000, name: 'Bad request', verdict: 'permanent' },
  { code: 2001, name: 'Forbidden', verdict: 'permanent' },
  { code: 2002, name: 'Address error', verdict: 'permanent' },
  { code: 2003, name: 'Address not found', verdict: 'permanent' },
  { code: 2004, name: 'Push ID not found', verdict: 'permanent' },
  { code: 2005, name: 'Capabilities mismatch', verdict: 'permanent' },
  { code: 2006, name: 'Required capabilities not supported', verdict: 'permanent' },
  // An id is given to one push only: whoever has it has the push.
  { code: 2007, name: 'Duplicate push ID', verdict: 'accepted' },
  { code: 2008, name: 'Cancellation not possible', verdict: 'permanent' },
  { code: 3000, name: 'Internal server error', verdict: 'temporary' },
  { code: 3001, name: 'Not implemented', verdict: 'permanent' },
  { code: 3002, name: 'Version not supported', verdict: 'permanent' },
  { code: 3003, name: 'Not possible', verdict: 'permanent' },
  { code: 3004, name: 'Capability matching not supported', verdict: 'permanent' },
  { code: 3005, name: 'Multiple addresses not supported', verdict: 'permanent' },
  { code: 3006, name: 'Transformation failure', verdict: 'permanent' },
  { code: 3007, name: 'Specified delivery method not possible', verdict: 'permanent' },
  { code: 3008, name: 'Capabilities not available', verdict: 'permanent' },
  { code: 3009, name: 'Required network not available', verdict: 'temporary' },
  { code: 3010, name: 'Required bearer not available', verdict: 'temporary' },
  { code: 3011, name: 'Replacement not supported', verdict: 'permanent' },
  { code: 4000, name: 'Service failure', verdict: 'temporary' },
  { code: 4001, name: 'Service unavailable', verdict: 'throttled' },
  { code: 5000, name: 'Mobile client aborted', verdict: 'permanent' },
  // 5026 is abort reason 0xEA of WSP, and so on (WAP-230-WSP table 36).
  { code: 5026, name: 'Mobile client aborted: USERREQ', verdict: 'permanent' },
  { code: 5027, name: 'Mobile client aborted: USERRFS', verdict: 'permanent' },
  { code: 5028, name: 'Mobile client aborted: USERPND', verdict: 'temporary' },
  { code: 5029, name: 'Mobile client aborted: USERDCR', verdict: 'temporary' },
  { code: 5030, name: 'Mobile client aborted: USERDCU', verdict: 'permanent' },
];

const BY_CODE = new Map(PAP_CODES.map((entry) => [entry.code, entry]));
/** How a range is told that has no code of its own at its beginning. */
const FALLBACK: PapVerdict = 'permanent';

/** What a code means for the push that it answers. One that is not known counts as the first of its thousand. */
export function classifyPapCode(code: number): PapVerdict {
  return find(code)?.verdict ?? FALLBACK;
}

/** The words of the specification; for a code that is not known, those for the first of its thousand. */
export function papCodeName(code: number): string {
  return find(code)?.name ?? 'Unknown';
}

/** What a receipt says of the code that came with it: nothing where it is one of success. */
export function papError(code: number): string {
  return Math.floor(code / 1_000) === 1 ? '' : String(code);
}

function find(code: number): PapCode | undefined {
  return BY_CODE.get(code) ?? BY_CODE.get(Math.floor(code / 1_000) * 1_000);
}
