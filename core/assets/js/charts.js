// Pictures beside their tables: the figures are in the page as JSON, the table stays for whoever reads.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, FunnelChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

const NARROW = 480; // px: below it the names of the bars leave the picture more room
const ROW = 44; // px of height for each row of the table that a picture shows
const NARROW_ROW = 60; // and where its name breaks into three lines
const EDGES = 64; // and for the axis

echarts.use([BarChart, CustomChart, FunnelChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

// A custom series is a dot on a line, [lower end, upper end, dot, row]: JSON cannot carry the function that draws it.
function interval(params, api) {
  const [low, high, dot] = [0, 1, 2].map((place) => api.coord([api.value(place), api.value(3)]));
  const style = { stroke: api.visual("color"), fill: api.visual("color"), lineWidth: 4 };
  const target = api.value(4);
  const line = { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style };
  const children = [line, { type: "circle", shape: { cx: dot[0], cy: dot[1], r: 6 }, style }];
  if (target >= 0) {
    const at = api.coord([target, api.value(3)]);
    const shape = { x1: at[0], y1: at[1] - 14, x2: at[0], y2: at[1] + 14 };
    children.push({ type: "line", shape, style: { stroke: "#b4380f", lineWidth: 3 } });
  }
  return { type: "group", children };
}

for (const box of document.querySelectorAll("[data-chart]")) {
  const option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const width = box.parentElement.clientWidth;
  const isNarrow = width < NARROW;
  if (isNarrow && option.yAxis) {
    option.grid = { ...option.grid, left: 112, right: 28 };
    option.yAxis.axisLabel = { ...option.yAxis.axisLabel, width: 104, fontSize: 12 };
  }
  for (const series of option.series) {
    if (!isNarrow || series.type !== "funnel") continue;
    series.right = "58%";
    series.label = { ...series.label, fontSize: 12, width: width * 0.46, overflow: "break" };
  }
  for (const series of option.series) if (series.type === "custom") series.renderItem = interval;
  box.classList.add("is-drawn");
  if (box.dataset.lines) box.style.blockSize = `${EDGES + (isNarrow ? NARROW_ROW : ROW) * box.dataset.lines}px`;
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption({ animation: false, textStyle: { fontFamily: getComputedStyle(box).fontFamily }, color: ["#0b5f53", "#175b8c", "#8a5a00"], ...option });
  new ResizeObserver(() => chart.resize()).observe(box);
}
