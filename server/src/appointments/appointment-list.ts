/** Reads appointments: one, or a page. Every read is limited to what the caller may see. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, maySee } from '../auth/caller.ts';
import { following, type Page } from '../db/pages.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { Appointment, type AppointmentRow } from './appointment.ts';

/** What narrows a list of appointments. */
export interface AppointmentConditions {
  readonly userId: string | null;
  /** Of when they begin: at or after, and before. */
  readonly since: Date | null;
  readonly until: Date | null;
}

/** One appointment, or null when there is none that the caller may see. */
export async function findAppointment(em: EntityManager, id: string, caller: Caller): Promise<AppointmentRow | null> {
  if (!isUuid(id)) return null;
  const [row] = asRows(await em.find(Appointment, { id }, { disableIdentityMap: true }));
  return row !== undefined && maySee(caller, row.userId) ? row : null;
}

/** A page of the appointments that the caller may see, newest first, and one more where there are more. */
export async function listAppointments(
  em: EntityManager,
  caller: Caller,
  { userId, since, until }: AppointmentConditions,
  page: Page,
): Promise<readonly AppointmentRow[]> {
  const owner = caller.role === 'staff' ? userId : caller.sub;
  const time = { ...(since && { $gte: since }), ...(until && { $lt: until }) };
  const found = await em.find(
    Appointment,
    {
      ...(owner === null ? {} : { userId: owner }),
      ...(since || until ? { time } : {}),
      ...following(page.after),
    },
    { orderBy: { createdAt: 'desc', id: 'desc' }, limit: page.first + 1, disableIdentityMap: true },
  );
  return asRows(found);
}
