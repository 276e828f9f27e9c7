import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** One thing that a chart shows, a value for each bucket. */
export interface Series {
  readonly name: string;
  /** A custom property of the page, such as `--good`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly isDashed?: boolean;
}

const HEIGHT = 220;

/**
 * A chart over time: bars upon each other, or lines. Each bucket's values are shown under the pointer, a finger, and by the arrow keys,
 * where they are spoken as well; the same numbers are in a table beside it.
 */
export function Chart({
  name,
  kind,
  labels,
  series,
  text,
}: {
  name: string;
  kind: 'bars' | 'lines';
  /** What each bucket is called. */
  labels: readonly string[];
  series: readonly Series[];
  /** A value as people read it. */
  text: (value: number) => string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [at, setAt] = useState<{ index: number; left: number } | null>(null);
  const latest = useRef({ labels, series, text });
  latest.current = { labels, series, text };
  const shape = `${kind} ${series.map((one) => `${one.name} ${one.colour}`).join()}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another shape is another plot; what it holds is set below
  useEffect(() => {
    const holder = box.current;
    if (holder === null) return;
    let made: uPlot | null = null;
    const make = () => {
      made?.destroy();
      made = new uPlot(optionsOf(kind, latest, holder), dataOf(kind, latest.current), holder);
      plot.current = made;
    };
    make();
    const resized = new ResizeObserver(() => made?.setSize({ width: holder.clientWidth, height: HEIGHT }));
    resized.observe(holder);
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      resized.disconnect();
      scheme.removeEventListener('change', make);
      made?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(dataOf(kind, { series, labels })), [kind, series, labels]);

  function show(index: number) {
    const chosen = Math.min(Math.max(index, 0), labels.length - 1);
    const shown = plot.current;
    if (shown === null) return;
    setAt({ index: chosen, left: shown.valToPos(chosen, 'x') + shown.over.offsetLeft });
  }

  function pointed(event: PointerEvent) {
    const shown = plot.current;
    if (shown === null) return;
    const { left, width } = shown.over.getBoundingClientRect();
    const x = Math.min(Math.max(event.clientX - left, 0), width);
    show(Math.round(shown.posToVal(x, 'x')));
  }

  function pressed(event: KeyboardEvent) {
    const last = labels.length - 1;
    const steps: Readonly<Record<string, () => number>> = {
      ArrowLeft: () => (at?.index ?? labels.length) - 1,
      ArrowRight: () => (at?.index ?? -1) + 1,
      Home: () => 0,
      End: () => last,
    };
    const step = steps[event.key];
    if (event.key === 'Escape') setAt(null);
    if (step === undefined) return;
    event.preventDefault();
    show(step());
  }

  const values = at === null ? [] : series.map((one) => ({ ...one, value: one.values[at.index] ?? null }));
  const spoken = values.filter(({ value }) => value !== null && (kind === 'lines' || value > 0));
  const said = spoken.map(({ name: of, value }) => `${of} ${text(value ?? 0)}`).join(', ') || 'nothing';
  return (
    <div
      className="chart"
      role="slider"
      tabIndex={0}
      aria-label={`${name}, over time`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, labels.length - 1)}
      aria-valuenow={at?.index ?? 0}
      aria-valuetext={at === null ? 'Choose a time with the arrow keys' : `${labels[at.index]}: ${said}`}
      onPointerMove={pointed}
      onPointerDown={pointed}
      onPointerLeave={(event) => event.pointerType === 'mouse' && setAt(null)}
      onBlur={() => setAt(null)}
      onKeyDown={pressed}
    >
      <div ref={box} aria-hidden="true" />
      {at !== null && (
        <div className="chart-mark" style={{ insetInlineStart: `${at.left}px` }} aria-hidden="true">
          <div className="chart-tip" data-side={at.left * 2 > (box.current?.clientWidth ?? 0) ? 'before' : 'after'}>
            <strong>{labels[at.index]}</strong>
            {spoken.length === 0 && <span>nothing</span>}
            {spoken.map(({ name: of, colour, value }) => (
              <span key={of} className="chart-value">
                <i style={{ background: `var(${colour})` }} />
                {of} <b>{text(value ?? 0)}</b>
              </span>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

interface Latest {
  readonly current: { labels: readonly string[]; series: readonly Series[]; text: (value: number) => string };
}

/** Bars upon each other are drawn from the sums of all of them down to the first one alone, each over the one before. */
function dataOf(
  kind: 'bars' | 'lines',
  { labels, series }: Pick<Latest['current'], 'labels' | 'series'>,
): uPlot.AlignedData {
  const x = labels.map((_, index) => index);
  if (kind === 'lines') return [x, ...series.map(({ values }) => [...values])];
  const sums: number[][] = [];
  for (const { values } of series) sums.push(x.map((index) => (values[index] ?? 0) + (sums.at(-1)?.[index] ?? 0)));
  return [x, ...sums.toReversed()];
}

function optionsOf(kind: 'bars' | 'lines', latest: Latest, holder: HTMLElement): uPlot.Options {
  const style = getComputedStyle(holder);
  const probe = holder.appendChild(document.createElement('i'));
  const colourOf = (property: string) => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const [quiet, line] = [colourOf('--quiet'), colourOf('--line')];
  const bars = uPlot.paths.bars?.({ size: [0.8, 48] });
  const shown = latest.current.series.map(({ name, colour, isDashed }) => ({
    label: name,
    ...(kind === 'bars'
      ? { fill: colourOf(colour), width: 0, ...(bars && { paths: bars }), points: { show: false } }
      : { stroke: colourOf(colour), width: 2, ...(isDashed && { dash: [6, 4] }), spanGaps: false }),
  }));
  probe.remove();
  const axis = { stroke: quiet, font: `12px ${style.fontFamily}`, ticks: { stroke: line, size: 4 } };
  return {
    width: holder.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_u, min, max) => [min - 0.6, max + 0.6] },
      y: { range: (_u, _min, max) => [0, Math.max(1, max) * 1.08] },
    },
    series: [{}, ...(kind === 'bars' ? shown.toReversed() : shown)],
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 90,
        incrs: [1, 2, 3, 5, 6, 7, 10, 12, 14, 20, 30, 60, 90, 180, 365],
        values: (_u, splits) =>
          splits.map((split) => (Number.isInteger(split) ? (latest.current.labels[split] ?? '') : '')),
      },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        size: 60,
        ...(kind === 'bars' && {
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
        }),
        values: (_u, splits) => splits.map((split) => latest.current.text(split)),
      },
    ],
  };
}
