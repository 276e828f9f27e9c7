/** Reads appointments: one, or a page. Every read is limited to what the caller may see. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, maySee } from '../auth/caller.ts';
import { following, type Page, type Place } from '../db/pages.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { Appointment, type AppointmentRow } from './appointment.ts';

/** What narrows a list of appointments. */
export interface AppointmentConditions {
  readonly userId: string | null;
  /** Of when they begin: at or after, and before. */
  readonly since: Date | null;
  readonly until: Date | null;
  /** Whether it takes place; null: either. */
  readonly cancelled: boolean | null;
}

/** The name of the list, as its cursors have it. */
const APPOINTMENTS = 'appointments';

/** The lists whose cursors a page of appointments takes. */
export const appointmentLists: readonly string[] = [APPOINTMENTS];

/** Where an appointment stands in the list. */
export function placeOfAppointment({ createdAt, id }: AppointmentRow): Place {
  return { list: APPOINTMENTS, at: createdAt, id };
}

/** One appointment, or null when there is none that the caller may see. */
export async function findAppointment(em: EntityManager, id: string, caller: Caller): Promise<AppointmentRow | null> {
  if (!isUuid(id)) return null;
  const [row] = asRows(await em.find(Appointment, { id }, { disableIdentityMap: true }));
  return row !== undefined && maySee(caller, { ...row, appointmentId: row.id }) ? row : null;
}

/** A page of the appointments that the caller may see, newest first, and one more where there are more. */
export async function listAppointments(
  em: EntityManager,
  caller: Caller,
  { userId, since, until, cancelled }: AppointmentConditions,
  page: Page,
): Promise<readonly AppointmentRow[]> {
  const owner = caller.role === 'customer' ? caller.sub : userId;
  const time = { ...(since && { $gte: since }), ...(until && { $lt: until }) };
  const found = await em.find(
    Appointment,
    {
      ...(caller.role === 'guest' ? { id: caller.appointmentId } : {}),
      ...(owner === null ? {} : { userId: owner }),
      ...(since || until ? { time } : {}),
      ...(cancelled === null ? {} : { cancelledAt: cancelled ? { $ne: null } : null }),
      ...following(page.after),
    },
    { orderBy: { createdAt: 'desc', id: 'desc' }, limit: page.first + 1, disableIdentityMap: true },
  );
  return asRows(found);
}
