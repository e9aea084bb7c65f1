import { Type } from '@sinclair/typebox';
import { closed, formed, nullable } from './schemas.ts';

/** A time of day in which nothing goes to a phone. */
export const QUIET_HOURS = closed(
  {
    from: formed('time-of-day', 'The first minute that is quiet'),
    to: formed('time-of-day', 'The first minute that is not; before `from` when midnight lies between'),
  },
  'When nothing goes to a phone, by the clock where it is',
);

/** What an order may say of its time, beside its start. */
export const ORDER_TIMES = {
  expires: Type.Optional(
    Type.String({
      format: 'date-time',
      description:
        'RFC 3339; what is not on its way by then is given up (`expired`), if the definition does not give up sooner',
    }),
  ),
  timeZone: Type.Optional(
    formed('time-zone', 'Where the device is, for quiet hours, when its record does not say: a time zone of IANA'),
  ),
};

/** Of an order that waits. */
export const WAITS_UNTIL = nullable(
  Type.String({
    format: 'date-time',
    description:
      'When its present wait ends by itself: at its start (`scheduled`), with quiet hours, or at its tenant’s pace',
  }),
);
