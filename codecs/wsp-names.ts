/*
 * Assigned numbers of WSP that are met in push (WAP-230-WSP appendix A and the registries of OMNA), as data.
 */

/** The media type of documents as WBXML. */
export const CONNECTIVITY_WBXML = 'application/vnd.wap.connectivity-wbxml';

/** The same as text. It has no proof of its origin: SEC and MAC are of the WBXML. */
export const CONNECTIVITY_XML = 'text/vnd.wap.connectivity-xml';

/** Well-known content types. */
export const CONTENT_TYPES: ReadonlyMap<number, string> = new Map([
  [0x2d, 'text/vnd.wap.si'],
  [0x2e, 'application/vnd.wap.sic'],
  [0x2f, 'text/vnd.wap.sl'],
  [0x30, 'application/vnd.wap.slc'],
  [0x31, 'text/vnd.wap.co'],
  [0x32, 'application/vnd.wap.coc'],
  [0x33, 'application/vnd.wap.multipart.related'],
  [0x34, 'application/vnd.wap.sia'],
  [0x35, CONNECTIVITY_XML],
  [0x36, CONNECTIVITY_WBXML],
  [0x42, 'application/vnd.syncml.dm+wbxml'],
  [0x43, 'application/vnd.syncml.dm+xml'],
  [0x44, 'application/vnd.syncml.notification'],
  [0x4e, 'application/vnd.syncml.ds.notification'],
  [0x58, 'application/vnd.syncml.dm.notification'],
  [0x0303, 'application/vnd.syncml+wbxml'],
  [0x030a, 'application/vnd.wap.emn+wbxml'],
  [0x0312, 'application/vnd.omaloc-supl-init'],
]);

/** Push application ids. */
export const APPLICATION_IDS: ReadonlyMap<number, string> = new Map([
  [0x00, 'x-wap-application:*'],
  [0x01, 'x-wap-application:push.sia'],
  [0x02, 'x-wap-application:wml.ua'],
  [0x03, 'x-wap-application:wta.ua'],
  [0x04, 'x-wap-application:mms.ua'],
  [0x05, 'x-wap-application:push.syncml'],
  [0x06, 'x-wap-application:loc.ua'],
  [0x07, 'x-wap-application:syncml.dm'],
  [0x08, 'x-wap-application:drm.ua'],
  [0x09, 'x-wap-application:emn.ua'],
  [0x0a, 'x-wap-application:wv.ua'],
  [0x10, 'x-oma-application:ulp.ua'],
  [0x1a, 'x-oma-application:lwm2m.dm'],
]);

/** Parameters of a content type that we read: SEC and MAC of WSP 1.4. */
export const PARAMETERS = { sec: 0x11, mac: 0x12 } as const;

/** Header fields that we read. */
export const FIELDS = { applicationId: 0x2f, initiatorUri: 0x31, pushFlag: 0x34 } as const;
