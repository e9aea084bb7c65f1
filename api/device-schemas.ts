import { type Static, Type } from '@sinclair/typebox';
import { BEARER_NAMES, BINDING_PROOFS, DEFAULT_MAX_PARTS, type Device, type DeviceFields } from '../domain/records.ts';
import { closed, formed, label, named, nullable, oneOf, PAGING, pageOf, TIME, UUID } from './schemas.ts';

const APPLICATIONS = Type.Array(formed('application-id', 'An OMA CP application id, such as w4'), {
  maxItems: 64,
  uniqueItems: true,
  description: 'OMA CP application ids that the device supports',
});
const BEARERS = Type.Array(oneOf(BEARER_NAMES, 'A bearer'), {
  uniqueItems: true,
  description: 'Bearers that are known to reach the device',
});

const FIELDS = {
  msisdn: formed('msisdn', 'E.164, with the plus'),
  imsi: formed('imsi', '6 to 15 digits'),
  imei: formed('imei', '15 digits'),
  model: label(64, 'The model, for people'),
  applications: APPLICATIONS,
  bearers: BEARERS,
  dm: Type.Boolean({ description: 'Whether the device has an OMA DM client' }),
  timeZone: formed('time-zone', 'Where the device is, for quiet hours: a time zone of IANA'),
  mediaTypes: Type.Array(formed('media-type', 'A media type'), {
    maxItems: 64,
    uniqueItems: true,
    description:
      'Forms of documents, besides OMA CP, that the device is known to take: it is given the first of these that there is',
  }),
  maxParts: Type.Integer({
    minimum: 1,
    maximum: 255,
    description: `Most parts of one message; ${DEFAULT_MAX_PARTS} when nothing is known`,
  }),
} as const;

export const DEVICE_REQUEST = named(
  'DeviceRequest',
  closed(
    {
      msisdn: Type.Optional(FIELDS.msisdn),
      imsi: Type.Optional(FIELDS.imsi),
      imei: Type.Optional(FIELDS.imei),
      model: Type.Optional(FIELDS.model),
      applications: Type.Optional(FIELDS.applications),
      bearers: Type.Optional(FIELDS.bearers),
      dm: Type.Optional(FIELDS.dm),
      timeZone: Type.Optional(FIELDS.timeZone),
      mediaTypes: Type.Optional(FIELDS.mediaTypes),
      maxParts: Type.Optional(FIELDS.maxParts),
    },
    'A device, by at least one of msisdn, imsi and imei',
  ),
);

export const DEVICE_PATCH = named(
  'DevicePatch',
  closed(
    {
      msisdn: Type.Optional(nullable(FIELDS.msisdn)),
      imsi: Type.Optional(nullable(FIELDS.imsi)),
      imei: Type.Optional(nullable(FIELDS.imei)),
      model: Type.Optional(nullable(FIELDS.model)),
      applications: Type.Optional(nullable(FIELDS.applications)),
      bearers: Type.Optional(nullable(FIELDS.bearers)),
      dm: Type.Optional(nullable(FIELDS.dm)),
      timeZone: Type.Optional(nullable(FIELDS.timeZone)),
      mediaTypes: Type.Optional(nullable(FIELDS.mediaTypes)),
      maxParts: Type.Optional(nullable(FIELDS.maxParts)),
    },
    'JSON Merge Patch (RFC 7396): what is absent stays, what is null is forgotten, a list is replaced whole',
  ),
);

export const DEVICE = named(
  'Device',
  closed({
    id: UUID,
    msisdn: nullable(Type.String()),
    imsi: nullable(Type.String({ description: 'All but the last four digits masked: an IMSI keys documents' })),
    imei: nullable(Type.String()),
    model: nullable(Type.String()),
    applications: nullable(Type.Array(Type.String())),
    bearers: nullable(Type.Array(Type.String())),
    dm: nullable(Type.Boolean()),
    timeZone: nullable(Type.String()),
    mediaTypes: nullable(Type.Array(Type.String())),
    maxParts: Type.Integer(),
    binding: closed(
      {
        proof: oneOf(
          BINDING_PROOFS,
          'Whose word it is that the tenant serves this phone: its own, the operator’s, or the subscriber’s',
        ),
        by: nullable(Type.String({ format: 'uuid', description: 'The client that gave it' })),
        at: TIME,
      },
      'What the binding of the tenant to the phone rests on',
    ),
    createdAt: TIME,
    updatedAt: TIME,
  }),
);

export const REVEALED_DEVICE = named(
  'RevealedDevice',
  closed({
    id: UUID,
    msisdn: nullable(Type.String()),
    imsi: nullable(Type.String({ description: 'In clear' })),
    imei: nullable(Type.String()),
  }),
);

export const DEVICES_QUERY = closed({
  msisdn: Type.Optional(formed('msisdn-in-query', 'Only the device of this number; E.164, with the plus')),
  imsi: Type.Optional(formed('imsi', 'Only the device of this IMSI')),
  imei: Type.Optional(formed('imei', 'Only the device of this IMEI')),
  ...PAGING,
});

export const DEVICES = named('DevicePage', pageOf(DEVICE));

/** A device as it is shown; who reveals sees more. */
export function presentDevice(device: Device): Static<typeof DEVICE> {
  const { id, msisdn, imsi, imei, model, applications, bearers, dm, timeZone, mediaTypes, maxParts } = device;
  return {
    id,
    msisdn,
    imsi: imsi === null ? null : imsi.replace(/\d(?=\d{4})/g, '*'),
    imei,
    model,
    applications: applications === null ? null : [...applications],
    bearers: bearers === null ? null : [...bearers],
    dm,
    timeZone,
    mediaTypes: mediaTypes === null ? null : [...mediaTypes],
    maxParts,
    binding: { ...device.binding },
    createdAt: device.createdAt,
    updatedAt: device.updatedAt,
  };
}

/** What a patch says of the fields; what is to be forgotten becomes what is assumed of a new device. */
export function fieldsFromPatch({ maxParts, ...rest }: Static<typeof DEVICE_PATCH>): Partial<DeviceFields> {
  return { ...rest, ...(maxParts !== undefined && { maxParts: maxParts ?? DEFAULT_MAX_PARTS }) };
}
