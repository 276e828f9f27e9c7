import { DeliveryTimeline } from '../deliveries/DeliveryTimeline.tsx';
import type { Timelines } from '../deliveries/fold.ts';
import { type Occasion, occasionsOf } from '../deliveries/occasions.ts';
import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { CHANNEL_NAMES, type Contact, KIND_NAMES } from '../deliveries/words.ts';
import { text } from '../language/text.ts';
import type { PageAppointment } from './documents.ts';

type Delivery = PageAppointment['deliveries'][number];

interface Props {
  readonly appointment: PageAppointment;
  readonly timelines: Timelines;
  readonly contact: Contact | null;
}

/** The messages by what they are for: those of the newest occasion at once, the earlier ones folded away. */
export function Messages({ appointment, timelines, contact }: Props) {
  const [newest, ...earlier] = occasionsOf(appointment.deliveries);
  if (newest === undefined) return null;
  const cards = (occasion: Occasion<Delivery>) => (
    <div className="columns">
      {occasion.deliveries.map((delivery) => (
        <Card
          key={delivery.id}
          delivery={delivery}
          isOutdated={delivery.sequence < appointment.sequence}
          timelines={timelines}
          contact={contact}
        />
      ))}
    </div>
  );
  return (
    <>
      <section aria-labelledby="newest-messages">
        <h2 className="part" id="newest-messages">
          {text(`messages.${newest.kind}`)}
        </h2>
        {cards(newest)}
      </section>
      {earlier.length > 0 && (
        <section className="earlier-messages" aria-labelledby="earlier-messages">
          <h2 className="part" id="earlier-messages">
            {text('messages.earlier')}
          </h2>
          {earlier.map((occasion) => (
            <details key={occasion.key} className="occasion">
              <summary>
                <strong>{KIND_NAMES[occasion.kind]}</strong>
                {occasion.deliveries.map(({ id, channel }) => {
                  const current = timelines.get(id)?.current;
                  return (
                    <span key={id} className="quiet">
                      {CHANNEL_NAMES[channel]} {current !== undefined && <StatusBadge status={current.status} />}
                    </span>
                  );
                })}
              </summary>
              {cards(occasion)}
            </details>
          ))}
        </section>
      )}
    </>
  );
}

function Card({
  delivery: { id, kind, history },
  isOutdated,
  timelines,
  contact,
}: {
  delivery: Delivery;
  isOutdated: boolean;
  timelines: Timelines;
  contact: Contact | null;
}) {
  const timeline = timelines.get(id);
  if (timeline === undefined) return null;
  const recipientOf = (attempt: number) => history.find((step) => step.attempt === attempt)?.recipient ?? null;
  return (
    <DeliveryTimeline timeline={timeline} subject={{ kind, isOutdated }} recipientOf={recipientOf} contact={contact} />
  );
}
