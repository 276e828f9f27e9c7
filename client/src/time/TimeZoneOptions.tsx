import { memo } from 'react';
import { timeZones } from './zones.ts';

/** The options of a select of time zones, with `chosen` among them. Listed again only for another choice: there are hundreds. */
export const TimeZoneOptions = memo(function TimeZoneOptions({ chosen }: { chosen: string }) {
  return timeZones(chosen).map((zone) => <option key={zone}>{zone}</option>);
});
