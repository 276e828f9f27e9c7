import { STATUS_NAMES } from '../deliveries/words.ts';
import { STATUSES } from '../desk/filter.ts';
import type { Bar } from './chart.ts';

const [WIDTH, HEIGHT] = [600, 140];

/**
 * How many deliveries of each status, over time. `name` says of what, `unit` how long each bar is; the numbers are in a
 * table beside it.
 */
export function StackedBars({
  name,
  unit,
  bars,
  label,
}: {
  name: string;
  unit: string;
  bars: readonly Bar[];
  label: (start: string) => string;
}) {
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const step = WIDTH / bars.length;
  return (
    <figure className="chart">
      <figcaption>
        {name}{' '}
        <span className="quiet">
          at most {most} {unit}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${name}, over time`}>
        {bars.map(({ start, counts }, index) => {
          let top = HEIGHT;
          return STATUSES.toReversed().map((status) => {
            const height = ((counts[status] ?? 0) / most) * HEIGHT;
            if (height === 0) return null;
            top -= height;
            return (
              <rect
                key={`${start} ${status}`}
                data-status={status}
                x={index * step + step * 0.1}
                y={top}
                width={step * 0.8}
                height={height}
              >
                <title>{`${label(start)}: ${counts[status]} ${STATUS_NAMES[status]}`}</title>
              </rect>
            );
          });
        })}
      </svg>
      <p className="quiet row">
        <span>{label(bars[0]?.start ?? '')}</span>
        <span>{label(bars.at(-1)?.start ?? '')}</span>
      </p>
    </figure>
  );
}
