/** Formats of text that a parameter may have. Each is checked, and each has samples. */
export const PARAMETER_FORMATS = [
  'date',
  'time',
  'date-time',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
  'msisdn',
  'imsi',
  'imei',
] as const;
type ParameterFormat = (typeof PARAMETER_FORMATS)[number];

/** Longest label of a host name (RFC 1035 §2.3.4), and longest local part of a mail address (RFC 5321 §4.5.3.1.1). */
const MOST_OF_LABEL = 63;
const MOST_OF_LOCAL_PART = 64;

/** Sample text of each format, different for each number, as long as can be up to a length. */
const SAMPLES: Readonly<Record<ParameterFormat, (number: number, length: number) => string>> = {
  date: (number) => `2027-01-${twoDigits(1 + (number % 28))}`,
  time: (number) => `08:${twoDigits(number % 60)}:00Z`,
  'date-time': (number) => `2027-01-01T08:${twoDigits(number % 60)}:00Z`,
  email: (number, length) => {
    const domain = '@mail.example';
    return stretched(`ann${number}`, Math.min(length - domain.length, MOST_OF_LOCAL_PART)) + domain;
  },
  hostname: (number, length) => {
    const domain = '.example';
    let name = `host${number}`;
    while (name.length + domain.length < length) {
      const room = length - domain.length - name.length;
      name = room === 1 ? `${name}x` : `${'x'.repeat(Math.min(room - 1, MOST_OF_LABEL))}.${name}`;
    }
    return name + domain;
  },
  ipv4: (number, length) => (length < 13 ? `192.0.2.${number % 10}` : `203.0.113.${100 + (number % 100)}`),
  ipv6: (number) => `2001:db8::${(number % 0xffff).toString(16)}`,
  uri: (number, length) => stretched(`https://host${number}.example/`, length),
  uuid: (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  // Of the range that ITU-T keeps for tests (E.164.1).
  msisdn: (number) => `+99901${String(number).padStart(6, '0')}`,
  imsi: (number) => `00101${String(number).padStart(10, '0')}`,
  imei: (number) => IMEIS[number % IMEIS.length] ?? '',
};

const IMEIS = ['490154203237518', '356938035643809', '357805023984942'] as const;

/** A sample of a format; undefined when there is no such format. */
export function sampleOfFormat(format: unknown, number: number, length: number): string | undefined {
  const known = PARAMETER_FORMATS.find((one) => one === format);
  return known === undefined ? undefined : SAMPLES[known](number, length);
}

function stretched(text: string, length: number): string {
  return text.padEnd(length, 'x');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
