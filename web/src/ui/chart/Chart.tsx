/** A drawing by ECharts in the colours of the theme. Whoever uses it offers the same numbers as a table: a drawing
 * says nothing to a screen reader beyond its label. Loaded by itself, when the first chart is shown. */
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import "@/ui/css/drawing.css";
import { useDark } from "@/ui/theme";
import type { ChartHandle, ChartOption } from "./types";

use([BarChart, LineChart, PieChart, FunnelChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const COLORS = ["blue", "green", "orange", "purple", "cyan", "magenta", "gold", "red", "gray"];
const FONT = 12;

const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function themed(option: ChartOption): ChartOption {
  const text = { color: css("--text-2"), fontSize: FONT };
  const axis = {
    axisLabel: { ...text, hideOverlap: true },
    axisLine: { lineStyle: { color: css("--line-strong") } },
    splitLine: { lineStyle: { color: css("--line") } },
    axisTick: { show: false },
  };
  const dressed = (one: unknown): unknown =>
    Array.isArray(one)
      ? one.map(dressed)
      : one && {
          ...axis,
          ...(one as object),
          axisLabel: { ...axis.axisLabel, ...(one as { axisLabel?: object }).axisLabel },
        };
  return {
    animation: false,
    color: COLORS.map((name) => css(`--${name}-dot`)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    ...option,
    ...(option.xAxis ? { xAxis: dressed(option.xAxis) } : {}),
    ...(option.yAxis ? { yAxis: dressed(option.yAxis) } : {}),
    legend: option.legend ? { textStyle: text, pageTextStyle: text, type: "scroll", ...option.legend } : undefined,
    tooltip: {
      backgroundColor: css("--raised"),
      borderColor: css("--line-strong"),
      textStyle: { color: css("--text"), fontSize: FONT + 1 },
      confine: true,
      ...option.tooltip,
    },
  };
}

export default function Chart(props: {
  option: ChartOption;
  label: string;
  height?: number | string;
  /** A click on a piece: its place in the data and the place of its series. */
  onPick?: (at: number, series: number) => void;
  /** Receives the way to the picture, and nothing when the chart goes. */
  onReady?: (handle: ChartHandle | null) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const dark = useDark();
  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current);
    chart.current = made;
    made.on("click", (event) => latest.current.onPick?.(event.dataIndex, event.seriesIndex ?? 0));
    latest.current.onReady?.({
      png: () => made.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: css("--panel") }),
    });
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      latest.current.onReady?.(null);
      made.dispose();
      chart.current = null;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours for the same option
  useEffect(() => chart.current?.setOption(themed(props.option) as never, { notMerge: true }), [props.option, dark]);
  return (
    <div
      ref={box}
      className={`drawing${props.onPick ? " drawing--open" : ""}`}
      role="img"
      aria-label={props.label}
      style={{ height: props.height ?? "100%" }}
    />
  );
}
