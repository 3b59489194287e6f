/** What a chart is asked to draw, in the words of ECharts, without loading it. */
export interface ChartOption {
  xAxis?: unknown;
  yAxis?: unknown;
  grid?: unknown;
  legend?: object;
  tooltip?: object;
  series: unknown[];
  [more: string]: unknown;
}

export interface ChartHandle {
  /** The drawing as a picture, as an address that holds it. */
  png: () => string;
}
