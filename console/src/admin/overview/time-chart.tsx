import 'uplot/dist/uPlot.min.css';

import { type ReactNode, useEffect, useId, useRef } from 'react';
import UPlot from 'uplot';

import { type Format, useFormat } from '../../i18n/use-format.js';
import { WINDOW_SECONDS } from './live-stats.js';
import styles from './time-chart.module.css';

export interface Series {
  readonly label: string;
  /** One a time; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

export interface TimeChartProps {
  readonly title: string;
  /** In seconds since 1970, rising. */
  readonly times: readonly number[];
  /** At most six: each has a colour of its own. */
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** The axis goes at least so far up, so that noise near nothing looks like nothing. */
  readonly least: number;
}

const HEIGHT = 168;
/** There is a line in the grid for each minute. */
const GRID_SECONDS = 60;

/**
 * Numbers over the last minutes. The last of each is in the legend as text, which is what a screen reader reads; the
 * drawing itself is hidden from it.
 */
export function TimeChart({ title, times, series, format, least }: TimeChartProps): ReactNode {
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const chart = useRef<UPlot>(null);
  const clock = useFormat();
  const latest = useRef<Formats>({ format, clock });
  useEffect(() => {
    latest.current = { format, clock };
  });
  const count = series.length;
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const plot = new UPlot(optionsOf(count, least, element, legend, latest), [[], ...emptyColumns(count)], element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [count, least]);
  useEffect(() => {
    chart.current?.setData([[...times], ...series.map(({ values }) => [...values])]);
  }, [times, series, count, least]);
  return (
    <figure className={styles['figure']} aria-labelledby={id}>
      <figcaption className={styles['caption']}>
        <h3 id={id} className={styles['title']}>
          {title}
        </h3>
        <ul ref={legend} className={styles['legend']}>
          {series.map(({ label, values }, index) => (
            <li key={label} className={styles['entry']}>
              <span className={styles['swatch']} data-series={index} />
              <bdi>{label}</bdi>
              <strong className={styles['value']}>{lastOf(values, format)}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={host} className={styles['plot']} dir="ltr" aria-hidden="true" />
    </figure>
  );
}

function lastOf(values: readonly (number | null)[], format: (value: number) => string): string {
  const last = values.at(-1);
  return last === undefined || last === null ? '–' : format(last);
}

function emptyColumns(count: number): number[][] {
  return Array.from({ length: count }, () => []);
}

interface Formats {
  readonly format: (value: number) => string;
  readonly clock: Format;
}

function optionsOf(
  count: number,
  least: number,
  element: HTMLElement,
  legend: { readonly current: HTMLElement | null },
  formats: { readonly current: Formats },
): UPlot.Options {
  // The colours are asked for at each drawing, so that they follow the theme.
  const colourOf = (index: number) => (): string => {
    const swatch = legend.current?.querySelector(`[data-series="${index}"]`);
    return swatch === null || swatch === undefined ? 'gray' : getComputedStyle(swatch).color;
  };
  const ink = (): string => getComputedStyle(element).color;
  const line = (): string => getComputedStyle(element).borderTopColor;
  const axis = { stroke: ink, ticks: { show: false }, grid: { stroke: line, width: 1 }, font: fontOf(element) };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { range: (_plot, _first, most) => [most - WINDOW_SECONDS, most] },
      y: { range: (_plot, _low, most) => [0, Math.max(most * 1.15, least)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        incrs: [GRID_SECONDS],
        values: (_plot, splits) => splits.map((split) => formats.current.clock.time(split * 1000)),
      },
      {
        ...axis,
        size: 72,
        values: (_plot, splits) => splits.map((split) => formats.current.format(split)),
      },
    ],
    series: [
      {},
      ...Array.from({ length: count }, (_, index) => ({
        stroke: colourOf(index),
        width: 2,
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}

function fontOf(element: HTMLElement): string {
  const { fontFamily } = getComputedStyle(element);
  return `11px ${fontFamily}`;
}
